// What the peers in C++ share: random numbers, the clock, and the one line of JSON that compare.py reads.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace peer {

using Matrix = std::vector<std::vector<float>>;

inline std::mt19937& generator() {
    static std::mt19937 state(7);
    return state;
}

inline void fill(float* values, size_t count, float scale = 1) {
    std::uniform_real_distribution<float> distribution(-scale, scale);
    std::generate(values, values + count, [&] { return distribution(generator()); });
}

inline std::vector<float> randomVector(size_t count, float scale = 1) {
    std::vector<float> values(count);
    fill(values.data(), count, scale);
    return values;
}

inline Matrix randomMatrix(size_t rows, size_t columns, float scale) {
    Matrix values(rows);
    std::generate(values.begin(), values.end(), [&] { return randomVector(columns, scale); });
    return values;
}

inline std::vector<int> randomTokens(size_t count, int vocabulary) {
    std::uniform_int_distribution<int> distribution(0, vocabulary - 1);
    std::vector<int> values(count);
    std::generate(values.begin(), values.end(), [&] { return distribution(generator()); });
    return values;
}

// Runs something for some seconds after a warm-up. A sample is at least 20 us long, so that the clock costs nothing.
inline int measure(const std::string& id, const std::string& kind, double seconds, const std::function<float()>& run) {
    using Clock = std::chrono::steady_clock;
    const auto since = [](Clock::time_point start) { return std::chrono::duration<double, std::micro>(Clock::now() - start).count(); };
    volatile float sink = 0;
    const auto warmUp = Clock::now();
    int runs = 0;
    do {
        sink = sink + run();
        runs++;
    } while (since(warmUp) < 50'000);
    const int perSample = std::max(1, static_cast<int>(20.0 * runs / since(warmUp)));

    std::vector<double> times;
    const auto start = Clock::now();
    while (since(start) < seconds * 1e6 || times.size() < 3) {
        const auto sample = Clock::now();
        for (int i = 0; i < perSample; i++) {
            sink = sink + run();
        }
        times.push_back(since(sample) / perSample);
    }

    std::sort(times.begin(), times.end());
    std::printf("{\"id\": \"%s\", \"kind\": \"%s\", \"median_us\": %.4f, \"p10_us\": %.4f}\n",
                id.c_str(), kind.c_str(), times[times.size() / 2], times[times.size() / 10]);
    return 0;
}

}  // namespace peer
