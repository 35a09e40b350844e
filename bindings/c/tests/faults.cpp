// What C++ has beyond C: exceptions and destructors among faults of host and guests, threads with thread_local objects, and objects that
// end after main.
#include <setjmp.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "check.hpp"

namespace {

thread_local sigjmp_buf place;
std::atomic<int> seen = 0;
volatile char* volatile nowhere = nullptr;

void handle(int)
{
    seen++;
    siglongjmp(place, 1);
}

void fault()
{
    if (sigsetjmp(place, 1) == 0) {
        *nowhere = 1;
        CHECK(false);
    }
}

struct Thrown {
    int number;
};

// A store that ends with the process, after main; its function has captured an object.
struct Last {
    lanner::Engine engine;
    lanner::Module module{engine, R"((module
      (import "host" "ask" (func $ask (param i32) (result i32)))
      (memory 1)
      (func (export "ask") (param i32) (result i32) (call $ask (local.get 0)))
      (func (export "load") (result i32) (i32.load (i32.const -4)))))"};
    lanner::Store store{engine};
    lanner::Instance instance{store, module, lanner::Function::of(store, [](int value) { return value; })};

    ~Last()
    {
        thrown<lanner::Trap>([this] { instance.function<int()>("load")(); });
    }
};

Last& last()
{
    static Last one;
    return one;
}

// A store of each thread, which ends with the thread.
struct Own {
    lanner::Store store{last().engine};
    lanner::Instance instance{store, last().module, lanner::Function::of(store, [](int value) {
        fault();
        if (value < 0) {
            throw Thrown{value};
        }
        fault();
        return value;
    })};
    lanner::TypedFunction<int(int)> ask = instance.function<int(int)>("ask");
    lanner::TypedFunction<int()> load = instance.function<int()>("load");

    ~Own() { load_traps(); }

    void load_traps() const
    {
        if (thrown<lanner::Trap>([this] { load(); }).code() != lanner::TrapCode::memory_out_of_bounds) {
            std::abort();
        }
    }
};

thread_local std::unique_ptr<Own> own;

void run()
{
    own = std::make_unique<Own>();
    for (int round = 0; round < 500; round++) {
        own->load_traps();
        CHECK(own->ask(round) == round);
        CHECK(thrown<Thrown>([] { own->ask(-7); }).number == -7);
        fault();
        try {
            throw Thrown{round};
        } catch (const Thrown& error) {
            own->load_traps();
            CHECK(error.number == round);
        }
    }
}

void exceptions_and_faults()
{
    run();
    CHECK(seen == 500 * 4);
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (int index = 0; index < 6; index++) {
        threads.emplace_back([&failed] {
            try {
                run();
            } catch (const std::exception& error) {
                std::printf("%s\n", error.what());
                failed++;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(failed == 0 && seen == 7 * 500 * 4);
}

}  // namespace

int main(int count, char** arguments)
{
    signal(SIGSEGV, handle);
    last();
    return run_tests({{"exceptions and faults", exceptions_and_faults}}, count, arguments);
}
