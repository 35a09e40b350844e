#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include <lanner.hpp>

int main()
{
    lanner::Engine engine(lanner::EngineOptions().interruptible());
    lanner::Module module(engine, R"(
      (module
        (import "host" "fetch" (func $fetch (param i32) (result i32)))
        (func (export "run") (param i32) (result i32) (i32.add (call $fetch (local.get 0)) (i32.const 1)))))");

    // Each guest waits in a store of its own. The function of the host returns before it is done: here a thread ends it.
    std::vector<lanner::Store> stores;
    std::vector<lanner::Call<int>> calls;
    for (int number = 0; number < 20; number++) {
        stores.emplace_back(engine);
        lanner::Linker linker(engine);
        linker.define_async(stores.back(), "host", "fetch", [](lanner::Completion<int> completion, int argument) {
            std::thread([argument](lanner::Completion<int> done) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                done.set_value(2 * argument);
            }, std::move(completion)).detach();
        });
        const lanner::Instance guest = linker.instantiate(stores.back(), module);
        calls.push_back(guest.function<int(int)>("run").call_async(number));
    }
    int sum = 0;
    for (lanner::Call<int>& call : calls) {
        sum += call.get();
    }
    std::cout << sum << "\n";
}
