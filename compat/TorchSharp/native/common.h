// What every part of the library shares: handles, error reporting, the guard that keeps exceptions inside.
#pragma once

#include <ATen/ATen.h>
#include <c10/core/UndefinedTensorImpl.h>
#include <c10/util/Exception.h>
#include <c10/util/intrusive_ptr.h>

#include <cstdint>
#include <exception>
#include <new>
#include <string>

#define MLND_API extern "C" __attribute__((visibility("default")))

namespace mlnd {

// A tensor handle is a c10::TensorImpl* of which the holder owns one reference. A null handle is an undefined tensor.
using Handle = void*;

// The message of the last failed call on this thread.
void set_error(const char* message) noexcept;

// Takes over the reference that `tensor` holds.
Handle give(at::Tensor tensor) noexcept;

// A tensor that shares the handle's object and holds a reference of its own.
inline at::Tensor borrow(Handle handle) {
    if (handle == nullptr) {
        return at::Tensor();
    }
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    return at::Tensor(
        c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(impl));
}

// Like borrow, but a null handle is an error of the caller.
inline at::Tensor require(Handle handle) {
    TORCH_CHECK(handle != nullptr, "the tensor handle is null");
    return borrow(handle);
}

// Runs `body`; an exception becomes the thread's error message and `failed` is returned. Nothing crosses the C ABI.
template <typename Result, typename Body>
Result guarded(Result failed, Body&& body) noexcept {
    try {
        return body();
    } catch (const c10::Error& error) {
        set_error(error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        set_error("out of memory (std::bad_alloc)");
    } catch (const std::exception& error) {
        set_error(error.what());
    } catch (...) {
        set_error("an exception of unknown type was thrown by libtorch");
    }
    return failed;
}

}  // namespace mlnd
