// Threads, random numbers, devices.
#include "common.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <c10/core/DeviceGuard.h>
#include <torch/version.h>

#include <mutex>
#include <utility>

#ifdef MLND_CUDA
// Declared here because the header would need the CUDA toolkit's own headers, which a PyTorch installation may lack.
namespace c10 {
namespace cuda {
__attribute__((visibility("default"))) DeviceIndex device_count() noexcept;
__attribute__((visibility("default"))) void device_synchronize();
}  // namespace cuda
}  // namespace c10
#endif

using mlnd::guarded;
using mlnd::Handle;

MLND_API const char* mlnd_version() {
    return TORCH_VERSION;
}

MLND_API int32_t mlnd_threads() {
    return guarded<int32_t>(-1, [] { return at::get_num_threads(); });
}

MLND_API int32_t mlnd_set_threads(int32_t count) {
    return guarded<int32_t>(-1, [&] {
        at::set_num_threads(count);
        return 0;
    });
}

// Seeds the CPU and every CUDA device.
MLND_API int32_t mlnd_manual_seed(uint64_t seed) {
    return guarded<int32_t>(-1, [&] {
        at::manual_seed(seed);
        return 0;
    });
}

// `index` of -1 is the current CUDA device.
MLND_API int32_t mlnd_manual_seed_cuda(uint64_t seed, int32_t index) {
    return guarded<int32_t>(-1, [&] {
        auto generator = at::globalContext().defaultGenerator(
            c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)));
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_current_seed(seed);
        return 0;
    });
}

// The process-wide generator of a device. Released with mlnd_delete_generator like any other.
MLND_API void* mlnd_default_generator(int32_t device_type, int32_t index) {
    return guarded<void*>(nullptr, [&]() -> void* {
        const c10::Device device(
            static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
        return new at::Generator(at::globalContext().defaultGenerator(device));
    });
}

// A generator of its own for a device: a copy of the default one, seeded anew.
MLND_API void* mlnd_new_generator(uint64_t seed, int32_t device_type, int32_t index) {
    return guarded<void*>(nullptr, [&]() -> void* {
        const c10::Device device(
            static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
        auto generator = at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        return new at::Generator(std::move(generator));
    });
}

MLND_API void mlnd_delete_generator(void* generator) {
    guarded<int32_t>(-1, [&] {
        delete static_cast<at::Generator*>(generator);
        return 0;
    });
}

MLND_API int32_t mlnd_generator_seed(void* generator, uint64_t seed) {
    return guarded<int32_t>(-1, [&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_current_seed(seed);
        return 0;
    });
}

MLND_API int32_t mlnd_generator_initial_seed(void* generator, uint64_t* seed) {
    return guarded<int32_t>(-1, [&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        *seed = target.current_seed();
        return 0;
    });
}

MLND_API Handle mlnd_generator_state(void* generator) {
    return guarded<Handle>(nullptr, [&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        return mlnd::give(target.get_state());
    });
}

MLND_API int32_t mlnd_set_generator_state(void* generator, Handle state) {
    return guarded<int32_t>(-1, [&] {
        auto& target = *static_cast<at::Generator*>(generator);
        const auto bytes = mlnd::require(state);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(bytes);
        return 0;
    });
}

MLND_API int32_t mlnd_cuda_device_count() {
#ifdef MLND_CUDA
    return guarded<int32_t>(0, [] { return static_cast<int32_t>(c10::cuda::device_count()); });
#else
    return 0;
#endif
}

// `index` of -1 is the current device.
MLND_API int32_t mlnd_cuda_synchronize(int32_t index) {
    return guarded<int32_t>(-1, [&]() -> int32_t {
        TORCH_CHECK(mlnd_cuda_device_count() > 0, "there is no CUDA device, or this libtorch was built without CUDA");
#ifdef MLND_CUDA
        c10::OptionalDeviceGuard guard;
        if (index >= 0) {
            guard.reset_device(c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)));
        }
        c10::cuda::device_synchronize();
#else
        static_cast<void>(index);
#endif
        return 0;
    });
}
