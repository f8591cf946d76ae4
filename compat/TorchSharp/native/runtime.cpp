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
