#include <chrono>
#include <iostream>
#include <map>
#include <stdexcept>

#include <lanner.hpp>

int main()
{
    lanner::Engine engine(lanner::EngineOptions().interruptible());
    lanner::Module module(engine, R"(
      (module $shop
        (import "host" "price" (func $price (param i32) (result f64)))
        (import "host" "log" (func $log (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "adding up")
        (func (export "total") (param $item i32) (param $count i32) (result f64)
          (call $log (i32.const 0) (i32.const 9))
          (f64.mul (call $price (local.get $item)) (f64.convert_i32_s (local.get $count))))
        (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "spin") (loop $again (br $again)))))");

    const std::map<int, double> prices = {{1, 2.5}, {2, 10.0}};
    lanner::StoreLimits limits;
    limits.memory_bytes = 1 << 20;
    lanner::Store store(engine, limits);
    lanner::Linker linker(engine);
    linker.define_function(store, "host", "price", [&prices](int item) {
        const auto price = prices.find(item);
        if (price == prices.end()) {
            throw std::out_of_range("no price for " + std::to_string(item));
        }
        return price->second;
    });
    linker.define_function(store, "host", "log", [](lanner::Caller& caller, unsigned address, unsigned length) {
        std::cout << "guest: " << caller.memory().read_text(address, length) << "\n";
    });
    const lanner::Instance shop = linker.instantiate(store, module);
    const auto total = shop.function<double(int, int)>("total");

    std::cout << total(1, 4) << "\n";

    // An exception of a host function passes through the guest, and is the same object afterwards.
    try {
        total(3, 1);
    } catch (const std::out_of_range& error) {
        std::cout << error.what() << "\n";
    }

    // A trap has the guest's backtrace, and the instance goes on.
    try {
        shop.function<int(int)>("load")(65536);
    } catch (const lanner::Trap& trap) {
        std::cout << lanner::name_of(trap.code()) << " in " << *trap.frames()[0].function_name << "\n";
    }

    // The memory without a copy.
    const lanner::Memory memory = shop.memory();
    memory.bytes()[0] = 'A';
    std::cout << total(2, 1) << "\n";

    // Time is limited.
    try {
        const lanner::Deadline deadline = store.deadline(std::chrono::milliseconds(100));
        shop.function<void()>("spin")();
    } catch (const lanner::Trap& trap) {
        std::cout << lanner::name_of(trap.code()) << "\n";
    }
}
