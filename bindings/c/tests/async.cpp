// Calls that do not block, and functions of the host that end later.
#include <atomic>
#include <thread>

#include "check.hpp"

namespace {

const char* const text = R"(
  (module
    (import "host" "wait" (func $wait (param i32) (result i32)))
    (import "host" "end" (func $end))
    (func (export "run") (param i32) (result i32) (i32.add (call $wait (local.get 0)) (i32.const 1)))
    (func (export "sum") (param i32 i64 f64) (result i64 f64)
      (i64.add (i64.extend_i32_s (call $wait (local.get 0))) (local.get 1)) (f64.mul (local.get 2) (f64.const 2)))
    (func $crash (export "crash") (param i32) (drop (call $wait (local.get 0))) (unreachable))
    (func (export "end") (call $end))
    (func (export "spin") (loop $again (br $again)))))";

class HostError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Guest {
    template <class F>
    Guest(const lanner::Engine& engine, F&& wait) : module(engine, text), store(engine)
    {
        lanner::Linker linker(engine);
        linker.define_async(store, "host", "wait", std::forward<F>(wait));
        linker.define_async(store, "host", "end", [](lanner::Completion<void> completion) { completion.set_value(); });
        instance.emplace(linker.instantiate(store, module));
    }

    lanner::Module module;
    lanner::Store store;
    std::optional<lanner::Instance> instance;
};

const auto twice_later = [](lanner::Completion<int> completion, int number) {
    std::thread([number](lanner::Completion<int> done) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (number < 0) {
            done.set_exception(std::make_exception_ptr(HostError("no such number")));
        } else {
            done.set_value(2 * number);
        }
    }, std::move(completion)).detach();
};

void calls()
{
    lanner::Engine engine(lanner::EngineOptions().interruptible());
    Guest guest(engine, twice_later);
    const auto run = guest.instance->function<int(int)>("run");
    CHECK(run.call_async(20).get() == 41);
    // A call that blocks waits too.
    CHECK(run(3) == 7);
    guest.instance->function<void()>("end").call_async().get();
    const auto sum = guest.instance->function<std::tuple<std::int64_t, double>(int, std::int64_t, double)>("sum");
    CHECK(sum.call_async(4, 1LL << 40, 1.5).get() == std::make_tuple((1LL << 40) + 8, 3.0));
    auto crash = guest.instance->function<void(int)>("crash").call_async(1);
    const auto trap = thrown<lanner::Trap>([&] { crash.get(); });
    CHECK(trap.code() == lanner::TrapCode::unreachable && trap.frames().at(0).function_name == "crash");
    auto failing = run.call_async(-1);
    CHECK(std::string(thrown<HostError>([&] { failing.get(); }).what()) == "no such number");
    CHECK(std::string(thrown<HostError>([&] { run(-1); }).what()) == "no such number");
}

void many_at_once()
{
    lanner::Engine engine;
    std::vector<std::unique_ptr<Guest>> guests;
    std::vector<lanner::Call<int>> calls;
    for (int number = 0; number < 100; number++) {
        guests.push_back(std::make_unique<Guest>(engine, twice_later));
        calls.push_back(guests.back()->instance->function<int(int)>("run").call_async(number));
    }
    for (int number = 0; number < 100; number++) {
        CHECK(calls[static_cast<std::size_t>(number)].get() == 2 * number + 1);
    }
}

// A host function that keeps its completions.
struct Keeper {
    std::mutex gate;
    std::vector<lanner::Completion<int>> kept;
    std::atomic<int> cancelled{0};

    std::size_t count()
    {
        const std::lock_guard<std::mutex> lock(gate);
        return kept.size();
    }
};

auto keep_in(Keeper& keeper)
{
    return [&keeper](lanner::Completion<int> completion, int) {
        completion.on_cancel([&keeper] { keeper.cancelled++; });
        const std::lock_guard<std::mutex> lock(keeper.gate);
        keeper.kept.push_back(std::move(completion));
    };
}

template <class F>
void until(F&& condition)
{
    for (int round = 0; round < 10000; round++) {
        if (condition()) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    throw std::runtime_error("it did not happen");
}

void cancellation()
{
    for (const bool is_interruptible : {true, false}) {
        Keeper keeper;
        lanner::Engine engine(lanner::EngineOptions().interruptible(is_interruptible));
        Guest guest(engine, keep_in(keeper));
        auto call = guest.instance->function<int(int)>("run").call_async(1);
        until([&] { return keeper.count() == 1; });
        CHECK(!call.wait_for(std::chrono::milliseconds(1)));
        fails_with("in use", [&] { guest.instance->function<int(int)>("run").call_async(2); });
        call.cancel();
        CHECK(thrown<lanner::Trap>([&] { call.get(); }).code() == lanner::TrapCode::interrupted);
        until([&] { return keeper.cancelled == 1; });
        keeper.kept.front().set_value(3);
        fails_with("has ended before", [&] { keeper.kept.front().set_value(3); });
        if (is_interruptible) {
            auto spin = guest.instance->function<void()>("spin").call_async();
            spin.cancel();
            CHECK(thrown<lanner::Trap>([&] { spin.get(); }).code() == lanner::TrapCode::interrupted);
        }
    }
}

void a_completion_that_is_given_up()
{
    lanner::Engine engine;
    Guest guest(engine, [](lanner::Completion<int>, int number) {
        if (number == 0) {
            throw HostError("thrown");
        }
    });
    const auto run = guest.instance->function<int(int)>("run");
    auto call = run.call_async(1);
    fails_with("given up", [&] { call.get(); });
    auto throwing = run.call_async(0);
    CHECK(std::string(thrown<HostError>([&] { throwing.get(); }).what()) == "thrown");
}

void a_store_that_is_destroyed_while_its_guest_waits()
{
    Keeper keeper;
    lanner::Engine engine(lanner::EngineOptions().interruptible());
    std::optional<lanner::Call<int>> call;
    {
        Guest guest(engine, keep_in(keeper));
        call.emplace(guest.instance->function<int(int)>("run").call_async(1));
        until([&] { return keeper.count() == 1; });
    }
    CHECK(thrown<lanner::Trap>([&] { call->get(); }).code() == lanner::TrapCode::interrupted);
    keeper.kept.front().set_exception(std::make_exception_ptr(HostError("too late")));
}

}  // namespace

int main(int count, char** arguments)
{
    return run_tests(
        {{"calls", calls}, {"many_at_once", many_at_once}, {"cancellation", cancellation},
         {"a_completion_that_is_given_up", a_completion_that_is_given_up},
         {"a_store_that_is_destroyed_while_its_guest_waits", a_store_that_is_destroyed_while_its_guest_waits}},
        count, arguments);
}
