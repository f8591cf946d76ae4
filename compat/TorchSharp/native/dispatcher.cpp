// One boxed call that reaches any ATen operator by the name in its schema.
#include "common.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <c10/core/Device.h>

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

namespace {

using mlnd::Handle;

enum Tag : int32_t {
    kNone = 0,
    kTensor = 1,
    kInt = 2,
    kDouble = 3,
    kBool = 4,
    kInts = 5,
    kDoubles = 6,
    kTensors = 7,
    kString = 9,
    kDevice = 10,
    kGenerator = 11,
};

// Mirrors NativeValue in the managed code: 16 bytes, no padding.
struct Value {
    int32_t tag;
    int32_t length;  // number of elements or bytes that `pointer` leads to; for kDevice the device type
    union {
        int64_t integer;
        double number;
        void* pointer;
    };
};
static_assert(sizeof(Value) == 16, "the managed side lays values out in 16 bytes");

struct Operator {
    explicit Operator(c10::OperatorHandle found) : handle(std::move(found)) {
        for (const auto& argument : handle.schema().arguments()) {
            const auto& value = argument.default_value();
            const bool optional = argument.type()->kind() == c10::TypeKind::OptionalType;
            has_default.push_back(value.has_value() || optional);
            defaults.push_back(value.has_value() ? *value : c10::IValue());
        }
    }

    c10::OperatorHandle handle;
    std::vector<c10::IValue> defaults;
    std::vector<bool> has_default;
};

void push(std::vector<c10::IValue>& stack, const Value& value) {
    switch (value.tag) {
        case kNone:
            stack.emplace_back();
            return;
        case kTensor:
            stack.emplace_back(mlnd::borrow(value.pointer));
            return;
        case kInt:
            stack.emplace_back(value.integer);
            return;
        case kDouble:
            stack.emplace_back(value.number);
            return;
        case kBool:
            stack.emplace_back(value.integer != 0);
            return;
        case kInts: {
            const auto* items = static_cast<const int64_t*>(value.pointer);
            stack.emplace_back(c10::List<int64_t>(at::ArrayRef<int64_t>(items, value.length)));
            return;
        }
        case kDoubles: {
            const auto* items = static_cast<const double*>(value.pointer);
            stack.emplace_back(c10::List<double>(at::ArrayRef<double>(items, value.length)));
            return;
        }
        case kTensors: {
            auto* const* items = static_cast<Handle const*>(value.pointer);
            c10::List<at::Tensor> list;
            list.reserve(value.length);
            for (int32_t i = 0; i < value.length; ++i) {
                list.push_back(mlnd::require(items[i]));
            }
            stack.emplace_back(std::move(list));
            return;
        }
        case kString:
            stack.emplace_back(std::string(static_cast<const char*>(value.pointer), value.length));
            return;
        case kDevice:
            stack.emplace_back(c10::Device(
                static_cast<c10::DeviceType>(value.length), static_cast<c10::DeviceIndex>(value.integer)));
            return;
        case kGenerator:
            stack.emplace_back(*static_cast<at::Generator*>(value.pointer));
            return;
        default:
            TORCH_CHECK(false, "unknown argument tag ", value.tag);
    }
}

void pop(Value& result, c10::IValue&& value) {
    result.length = 0;
    result.integer = 0;
    if (value.isTensor()) {
        result.tag = kTensor;
        result.pointer = mlnd::give(std::move(value).toTensor());
    } else if (value.isInt()) {
        result.tag = kInt;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.tag = kDouble;
        result.number = value.toDouble();
    } else if (value.isBool()) {
        result.tag = kBool;
        result.integer = value.toBool() ? 1 : 0;
    } else if (value.isNone()) {
        result.tag = kNone;
    } else if (value.isTensorList()) {
        auto list = value.toTensorList();
        auto* items = static_cast<Handle*>(std::malloc(sizeof(Handle) * (list.size() + 1)));
        if (items == nullptr) {
            throw std::bad_alloc();
        }
        for (size_t i = 0; i < list.size(); ++i) {
            items[i] = mlnd::give(list.get(i));
        }
        result.tag = kTensors;
        result.length = static_cast<int32_t>(list.size());
        result.pointer = items;
    } else {
        TORCH_CHECK(false, "results of type ", value.tagKind(), " are not supported");
    }
}

}  // namespace

// Finds an operator, for example ("aten::add", "Tensor"). Operators live as long as the process. Null on failure.
MLND_API void* mlnd_operator(const char* name, const char* overload) {
    return mlnd::guarded<void*>(nullptr, [&]() -> void* {
        auto found = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(found.has_value(), "this libtorch has no operator ", name, ".", overload);
        return new Operator(*found);
    });
}

// Calls the operator. Trailing arguments that are not given take the schema's defaults. With a capacity of 0 the results
// are dropped (in-place operators). Returns the number of results, or -1.
MLND_API int32_t mlnd_call(
    void* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
    return mlnd::guarded<int32_t>(-1, [&]() -> int32_t {
        auto& target = *static_cast<Operator*>(op);
        TORCH_CHECK(
            static_cast<size_t>(count) <= target.defaults.size(), target.handle.schema().name(), " takes at most ",
            target.defaults.size(), " arguments, ", count, " were given");
        std::vector<c10::IValue> stack;
        stack.reserve(target.defaults.size());
        for (int32_t i = 0; i < count; ++i) {
            push(stack, arguments[i]);
        }
        for (size_t i = static_cast<size_t>(count); i < target.defaults.size(); ++i) {
            TORCH_CHECK(
                target.has_default[i], "argument ", target.handle.schema().arguments()[i].name(), " of ",
                target.handle.schema().name(), " is missing");
            stack.push_back(target.defaults[i]);
        }
        target.handle.callBoxed(&stack);
        if (capacity == 0) {
            return 0;
        }
        TORCH_CHECK(
            stack.size() <= static_cast<size_t>(capacity), target.handle.schema().name(), " gave ", stack.size(),
            " results where at most ", capacity, " were expected");
        for (size_t i = 0; i < stack.size(); ++i) {
            pop(results[i], std::move(stack[i]));
        }
        return static_cast<int32_t>(stack.size());
    });
}

// Frees the array of a kTensors result; its handles have been taken over by then.
MLND_API void mlnd_free_list(void* items) {
    std::free(items);
}
