// Tensor handles, their properties, autograd.
#include "common.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace {

thread_local std::string last_error;
std::atomic<int64_t> live_handles{0};

std::vector<at::Tensor> tensors(mlnd::Handle const* handles, int32_t count) {
    std::vector<at::Tensor> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; ++i) {
        list.push_back(mlnd::borrow(handles[i]));
    }
    return list;
}

}  // namespace

namespace mlnd {

void set_error(const char* message) noexcept {
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
}

Handle give(at::Tensor tensor) noexcept {
    if (!tensor.defined()) {
        return nullptr;
    }
    live_handles.fetch_add(1, std::memory_order_relaxed);
    return tensor.unsafeReleaseTensorImpl();
}

}  // namespace mlnd

using mlnd::guarded;
using mlnd::Handle;

MLND_API const char* mlnd_error() {
    return last_error.c_str();
}

// Handles that were given out and not released yet, over all threads.
MLND_API int64_t mlnd_live_handles() {
    return live_handles.load(std::memory_order_relaxed);
}

MLND_API void mlnd_release(Handle handle) {
    if (handle == nullptr) {
        return;
    }
    guarded<int32_t>(-1, [&]() -> int32_t {
        live_handles.fetch_sub(1, std::memory_order_relaxed);
        auto owned = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
            static_cast<c10::TensorImpl*>(handle));
        return 0;
    });
}

// A second handle to the same tensor object.
MLND_API Handle mlnd_alias(Handle handle) {
    return guarded<Handle>(nullptr, [&] { return mlnd::give(mlnd::require(handle)); });
}

// A tensor over memory of the caller; `release(context)` is called once the last reference is gone.
MLND_API Handle mlnd_from_blob(
    void* data, const int64_t* sizes, int32_t rank, int32_t dtype, void (*release)(void*), void* context) {
    return guarded<Handle>(nullptr, [&] {
        auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
        return mlnd::give(at::from_blob(
            data, at::IntArrayRef(sizes, rank), [release, context](void*) { release(context); }, options));
    });
}

MLND_API int32_t mlnd_rank(Handle handle) {
    return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(mlnd::require(handle).dim()); });
}

// `sizes` has room for `rank` numbers.
MLND_API int32_t mlnd_sizes(Handle handle, int64_t* sizes) {
    return guarded<int32_t>(-1, [&] {
        const auto tensor = mlnd::require(handle);
        std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
        return 0;
    });
}

MLND_API int32_t mlnd_strides(Handle handle, int64_t* strides) {
    return guarded<int32_t>(-1, [&] {
        const auto tensor = mlnd::require(handle);
        std::copy(tensor.strides().begin(), tensor.strides().end(), strides);
        return 0;
    });
}

MLND_API int64_t mlnd_numel(Handle handle) {
    return guarded<int64_t>(-1, [&] { return mlnd::require(handle).numel(); });
}

MLND_API int64_t mlnd_storage_offset(Handle handle) {
    return guarded<int64_t>(-1, [&] { return mlnd::require(handle).storage_offset(); });
}

MLND_API int32_t mlnd_dtype(Handle handle) {
    return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(mlnd::require(handle).scalar_type()); });
}

MLND_API int64_t mlnd_item_size(Handle handle) {
    return guarded<int64_t>(-1, [&] { return static_cast<int64_t>(mlnd::require(handle).dtype().itemsize()); });
}

MLND_API int32_t mlnd_device(Handle handle, int32_t* index) {
    return guarded<int32_t>(-1, [&] {
        const auto device = mlnd::require(handle).device();
        *index = device.index();
        return static_cast<int32_t>(device.type());
    });
}

MLND_API int32_t mlnd_is_contiguous(Handle handle) {
    return guarded<int32_t>(-1, [&] { return mlnd::require(handle).is_contiguous() ? 1 : 0; });
}

// Null for a tensor without elements as well; then the error message is empty.
MLND_API void* mlnd_data(Handle handle) {
    last_error.clear();
    return guarded<void*>(nullptr, [&] { return mlnd::require(handle).data_ptr(); });
}

MLND_API int32_t mlnd_requires_grad(Handle handle) {
    return guarded<int32_t>(-1, [&] { return mlnd::require(handle).requires_grad() ? 1 : 0; });
}

MLND_API int32_t mlnd_set_requires_grad(Handle handle, int32_t value) {
    return guarded<int32_t>(-1, [&] {
        mlnd::require(handle).set_requires_grad(value != 0);
        return 0;
    });
}

MLND_API int32_t mlnd_is_leaf(Handle handle) {
    return guarded<int32_t>(-1, [&] { return mlnd::require(handle).is_leaf() ? 1 : 0; });
}

MLND_API int32_t mlnd_retain_grad(Handle handle) {
    return guarded<int32_t>(-1, [&] {
        mlnd::require(handle).retain_grad();
        return 0;
    });
}

// Null when there is no gradient; then the error message is empty.
MLND_API Handle mlnd_grad(Handle handle) {
    last_error.clear();
    return guarded<Handle>(nullptr, [&] {
        const auto tensor = mlnd::require(handle);
        return mlnd::give(tensor.grad());
    });
}

MLND_API int32_t mlnd_set_grad(Handle handle, Handle grad) {
    return guarded<int32_t>(-1, [&] {
        mlnd::require(handle).mutable_grad() = mlnd::borrow(grad);
        return 0;
    });
}

// `retain_graph`: 0, 1, or -1 for "as create_graph".
MLND_API int32_t mlnd_backward(
    Handle const* roots, int32_t root_count, Handle const* grads, int32_t grad_count, Handle const* inputs,
    int32_t input_count, int32_t retain_graph, int32_t create_graph) {
    return guarded<int32_t>(-1, [&] {
        const bool retain = retain_graph < 0 ? create_graph != 0 : retain_graph != 0;
        torch::autograd::backward(
            tensors(roots, root_count), tensors(grads, grad_count), retain, create_graph != 0,
            tensors(inputs, input_count));
        return 0;
    });
}

// `results` has room for `input_count` handles; unused inputs give null where that is allowed.
MLND_API int32_t mlnd_gradients(
    Handle const* outputs, int32_t output_count, Handle const* inputs, int32_t input_count, Handle const* grads,
    int32_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, Handle* results) {
    return guarded<int32_t>(-1, [&] {
        auto list = torch::autograd::grad(
            tensors(outputs, output_count), tensors(inputs, input_count), tensors(grads, grad_count),
            retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < list.size(); ++i) {
            results[i] = mlnd::give(std::move(list[i]));
        }
        return static_cast<int32_t>(list.size());
    });
}

MLND_API int32_t mlnd_grad_mode() {
    return c10::GradMode::is_enabled() ? 1 : 0;
}

MLND_API void mlnd_set_grad_mode(int32_t enabled) {
    c10::GradMode::set_enabled(enabled != 0);
}

MLND_API int32_t mlnd_inference_mode() {
    return c10::InferenceMode::is_enabled() ? 1 : 0;
}

// The guard must be deleted on the thread that made it.
MLND_API void* mlnd_inference_guard(int32_t enabled) {
    return guarded<void*>(nullptr, [&]() -> void* { return new c10::InferenceMode(enabled != 0); });
}

MLND_API void mlnd_delete_inference_guard(void* guard) {
    guarded<int32_t>(-1, [&] {
        delete static_cast<c10::InferenceMode*>(guard);
        return 0;
    });
}
