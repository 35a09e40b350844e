// What calls cost in C++, by lanner.hpp.
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "bench.h"
#include "lanner.hpp"

namespace {

void expect(bool condition, const char* what)
{
    if (!condition) {
        throw std::runtime_error(what);
    }
}

void measure(const std::string& path, bench_result& result)
{
    std::ifstream stream(path, std::ios::binary);
    expect(static_cast<bool>(stream), "there is no bench.wasm in the folder that LANNER_BENCH_MODULE names");
    const std::vector<char> content((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const lanner::Engine engine;
    const lanner::Module module(
        engine, lanner::Bytes(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
    lanner::Store store(engine);
    const lanner::Instance instance(store, module, lanner::Function::of(store, [](int left, int right) { return left + right; }));
    const auto add = instance.function<int(int, int)>("add");
    expect(add(1, 2) == 3, "add is wrong");
    bench_first_answer(&result);

    const auto many = [&add](int count) {
        std::int64_t sum = 0;
        for (int index = 0; index < count; index++) {
            sum += add(index, 1);
        }
        return sum;
    };
    many(bench_count(100000));
    int calls = bench_count(1000000);
    std::int64_t start = bench_now(CLOCK_MONOTONIC);
    expect(many(calls) == static_cast<std::int64_t>(calls) * (calls + 1) / 2, "add is wrong");
    result.call_ns = static_cast<double>(bench_now(CLOCK_MONOTONIC) - start) / calls;

    const auto call_host = instance.function<int(int)>("call_host");
    call_host(bench_count(100000));
    start = bench_now(CLOCK_MONOTONIC);
    expect(call_host(calls) == calls, "call_host is wrong");
    result.callback_ns = static_cast<double>(bench_now(CLOCK_MONOTONIC) - start) / calls;

    const auto megabyte = instance.function<std::int64_t()>("megabyte");
    const lanner::Memory memory = instance.memory();
    std::vector<std::uint8_t> written(MEGABYTE);
    std::vector<std::uint8_t> read(MEGABYTE);
    for (std::size_t index = 0; index < written.size(); index++) {
        written[index] = static_cast<std::uint8_t>(7 * index + 3);
    }
    result.megabyte_us = 1e18;
    for (int round = 0; round < 10; round++) {
        start = bench_now(CLOCK_MONOTONIC);
        for (int index = 0; index < 10; index++) {
            memory.write(0, written);
            megabyte();
            memory.read(0, read);
        }
        result.megabyte_us = std::min(result.megabyte_us, static_cast<double>(bench_now(CLOCK_MONOTONIC) - start) / 10 / 1000);
    }
    for (std::size_t index = 0; index < written.size(); index++) {
        expect(read[index] == static_cast<std::uint8_t>(~written[index]), "megabyte is wrong");
    }

    const auto trap = instance.function<void()>("trap");
    calls = bench_count(1000);
    int caught = 0;
    for (int round = -bench_count(100); round < calls; round++) {
        if (round == 0) {
            start = bench_now(CLOCK_MONOTONIC);
        }
        try {
            trap();
        } catch (const lanner::Trap&) {
            caught++;
        }
    }
    result.trap_us = static_cast<double>(bench_now(CLOCK_MONOTONIC) - start) / calls / 1000;
    expect(caught == calls + bench_count(100) && add(2, 3) == 5, "the instance does not go on");
}

}  // namespace

int main()
{
    bench_result result;
    const char* folder = std::getenv("LANNER_BENCH_MODULE");
    try {
        measure((folder == nullptr ? std::string(".") : std::string(folder)) + "/bench.wasm", result);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    bench_print("C++", "lanner", &result);
    return 0;
}
