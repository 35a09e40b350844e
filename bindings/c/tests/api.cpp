// What the scenarios do not say: lifetimes, misuse, types of C++, references, errors on their way, many stores.
#include <atomic>
#include <filesystem>
#include <thread>

#include "check.hpp"

namespace {

const char* const text = R"((module
  (import "host" "call" (func $host (param i32) (result i32)))
  (memory (export "memory") 1 3)
  (global (export "counter") (mut i64) (i64.const 5))
  (global (export "constant") f32 (f32.const 0.5))
  (table (export "table") 2 4 externref)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "ask") (param i32) (result i32) (call $host (local.get 0)))
  (func (export "nothing"))
  (func (export "swap") (param i32 f64) (result f64 i32) (local.get 1) (local.get 0))
  (func (export "wide") (param i64) (result i64) (local.get 0))
  (func (export "vector") (param v128) (result v128) (i32x4.add (local.get 0) (local.get 0)))
  (func (export "same") (param externref) (result externref) (local.get 0))
  (func (export "keep") (param i32 externref) (table.set (local.get 0) (local.get 1)))
  (func $inner (result i32) (i32.load (i32.const -4)))
  (func (export "outer") (result i32) (call $inner))))";

lanner::Engine& engine()
{
    static lanner::Engine one(lanner::EngineOptions().interruptible());
    return one;
}

const lanner::Module& module()
{
    static const lanner::Module one(engine(), text);
    return one;
}

// A store with an instance, whose import is a function of the test's.
struct Guest {
    template <class F>
    explicit Guest(F&& host) : store(engine()), instance(store, module(), lanner::Function::of(store, std::forward<F>(host)))
    {
    }

    Guest() : Guest([](std::int32_t value) { return value; }) {}

    lanner::Store store;
    lanner::Instance instance;
};

// Counts how many of it there are.
struct Counted {
    Counted() { count++; }
    Counted(const Counted&) { count++; }
    ~Counted() { count--; }
    static inline std::atomic<int> count = 0;
};

void types_of_cpp()
{
    const Guest guest;
    CHECK(guest.instance.function<std::int32_t(std::int32_t, std::int32_t)>("add")(40, 2) == 42);
    CHECK(guest.instance.function<std::uint32_t(std::uint32_t, std::uint32_t)>("add")(0xffffffffu, 0) == 0xffffffffu);
    guest.instance.function<void()>("nothing")();
    const auto pair = guest.instance.function<std::pair<double, int>(int, double)>("swap")(1, 2.5);
    CHECK(pair.first == 2.5 && pair.second == 1);
    const auto [first, second] = guest.instance.function<std::tuple<double, std::int32_t>(std::int32_t, double)>("swap")(3, 4.5);
    CHECK(first == 4.5 && second == 3);
    CHECK(guest.instance.function<std::uint64_t(std::uint64_t)>("wide")(UINT64_MAX) == UINT64_MAX);
    CHECK(guest.instance.function<long long(long long)>("wide")(INT64_MIN) == INT64_MIN);
    const lanner::V128 vector = {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0};
    const lanner::V128 doubled = guest.instance.function<lanner::V128(lanner::V128)>("vector")(vector);
    CHECK(doubled[0] == 2 && doubled[4] == 4 && doubled[12] == 8);
    CHECK(guest.instance.function("swap").type().to_string() == "(i32, f64) -> (f64, i32)");
    const auto results = guest.instance.function("swap")(std::int32_t{7}, 0.25);
    CHECK(results.size() == 2 && results[0].f64() == 0.25 && results[1].i32() == 7);
    CHECK(guest.instance.function("vector").call({lanner::Value(vector)})[0].v128() == doubled);
}

void wrong_types()
{
    const Guest guest;
    fails_with("(i32, i32) -> (i32)", [&] { guest.instance.function<std::int32_t(std::int32_t)>("add"); });
    fails_with("takes 2 arguments", [&] { guest.instance.function("add")(1); });
    fails_with("i32 was expected", [&] { guest.instance.function("add")(1, 2.0); });
    fails_with("nothing named", [&] { guest.instance.function("missing"); });
    fails_with("is no memory", [&] { guest.instance.memory("add"); });
    fails_with("a zero in it", [&] { guest.instance.function(std::string_view("a\0b", 3)); });
    fails_with("i64 was expected", [&] { guest.instance.function("add")(1, 2)[0].i64(); });
    fails_with("", [] { lanner::Module(engine(), "(module (func (result i32)))"); });
    fails_with("imports", [&] { lanner::Instance(guest.store, module()); });
    CHECK(lanner::Module::validate(engine(), lanner::text_to_binary("(module)")) == std::nullopt);
    CHECK(lanner::Module::validate(engine(), std::vector<std::uint8_t>{1, 2, 3}).has_value());
    // A function of the host of another type than the import.
    fails_with("", [&] { lanner::Instance(guest.store, module(), lanner::Function::of(guest.store, [](double) {})); });
}

std::int32_t plain(std::int32_t value)
{
    return value + 1;
}

void callables()
{
    int calls = 0;
    CHECK(Guest(&plain).instance.function<int(int)>("ask")(1) == 2);
    CHECK(Guest(std::function<std::int32_t(std::int32_t)>(plain)).instance.function<int(int)>("ask")(2) == 3);
    CHECK(Guest([&calls](const std::int32_t& value) noexcept { return value + ++calls; }).instance.function<int(int)>("ask")(3) == 4);
    CHECK(Guest([kept = std::make_unique<int>(5)](unsigned value) mutable { return value + static_cast<unsigned>(*kept); })
              .instance.function<int(int)>("ask")(3) == 8);
    lanner::Store store(engine());
    const auto generic = lanner::Function::with<double(double, float)>(store, [](auto left, auto right) {
        return left + static_cast<double>(right);
    });
    CHECK(generic.typed<double(double, float)>()(1.5, 2.0f) == 3.5);
    const auto several = lanner::Function::of(store, [](std::int64_t value) { return std::make_pair(value > 0, value * 2); });
    const auto [is_positive, doubled] = several.typed<std::pair<bool, std::int64_t>(std::int64_t)>()(21);
    CHECK(is_positive && doubled == 42);
    // With the caller: its memory, its functions, and what is missing.
    const Guest guest([](lanner::Caller& caller, std::int32_t value) {
        caller.memory().store<std::int32_t>(8, value);
        fails_with("nothing named", [&] { caller.function("missing"); });
        return caller.function<std::int32_t(std::int32_t, std::int32_t)>("add")(value, 1);
    });
    CHECK(guest.instance.function<int(int)>("ask")(41) == 42 && guest.instance.memory().load<std::int32_t>(8) == 41);
    // Called by the host, there is no instance.
    const auto direct = lanner::Function::of(store, [](lanner::Caller& caller) { caller.memory(); });
    fails_with("instance", [&] { direct.call({}); });
}

struct Own {
    int number;
};

void exceptions_pass_through()
{
    const Guest guest([](std::int32_t value) -> std::int32_t {
        if (value == 0) {
            throw Own{7};
        }
        throw lanner::Trap("on purpose");
    });
    const auto ask = guest.instance.function<std::int32_t(std::int32_t)>("ask");
    for (int round = 0; round < 100; round++) {
        CHECK(thrown<Own>([&] { ask(0); }).number == 7);
    }
    CHECK(thrown<lanner::Trap>([&] { ask(1); }).message() == "on purpose");
    CHECK(guest.store.shared_state()->errors.empty() && guest.store.shared_state()->callbacks == 0);

    // Through several guests and functions of the host, it is the same exception.
    std::exception_ptr made;
    std::exception_ptr seen;
    const Guest inner([&made](std::int32_t) -> std::int32_t {
        try {
            throw std::runtime_error("far inside");
        } catch (...) {
            made = std::current_exception();
            throw;
        }
    });
    const Guest outer([ask_inner = inner.instance.function<int(int)>("ask")](std::int32_t value) { return ask_inner(value); });
    try {
        outer.instance.function<int(int)>("ask")(1);
    } catch (const std::runtime_error&) {
        seen = std::current_exception();
    }
    CHECK(made != nullptr && made == seen);
}

void traps_have_frames()
{
    const Guest guest;
    const lanner::Trap trap = thrown<lanner::Trap>([&] { guest.instance.function<int()>("outer")(); });
    CHECK(trap.code() == lanner::TrapCode::memory_out_of_bounds && trap.frames().size() == 2);
    CHECK(trap.frames()[0].function_name == "inner" && trap.frames()[0].module_offset.has_value());
    CHECK(trap.backtrace().find("at inner") != std::string::npos && std::string(trap.what()) == trap.message());
    // A trap in a function that a function of the host calls.
    const Guest outer([&guest](std::int32_t) { return guest.instance.function<int()>("outer")(); });
    CHECK(thrown<lanner::Trap>([&] { outer.instance.function<int(int)>("ask")(0); }).frames()[0].function_name == "inner");
}

int depth_of(lanner::Caller& caller, std::int32_t depth)
{
    return depth == 0 ? 0 : 1 + caller.function<std::int32_t(std::int32_t)>("ask")(depth - 1);
}

void callbacks_from_callbacks()
{
    const Guest guest([](lanner::Caller& caller, std::int32_t depth) { return depth_of(caller, depth); });
    CHECK(guest.instance.function<int(int)>("ask")(200) == 200);
}

void memory()
{
    Guest guest;
    lanner::Memory memory = guest.instance.memory();
    CHECK(memory.pages() == 1 && memory.size() == lanner::page_size && memory.type().minimum == 1 && memory.type().maximum == 3u);
    memory.write(4, "text");
    CHECK(memory.read_text(4, 4) == "text" && memory.bytes()[4] == 't');
    memory.store<double>(65528, 1.5);
    CHECK(memory.load<double>(65528) == 1.5);
    fails_with("lie outside", [&] { memory.load<double>(65529); });
    fails_with("lie outside", [&] { memory.bytes(SIZE_MAX, 2); });
    fails_with("lie outside", [&] { memory.write(65533, "text"); });
    const lanner::MemoryView view = memory.view();
    std::uint8_t* before = view.data();
    CHECK(memory.grow(1) == 1 && memory.pages() == 2 && memory.view().data() == before && memory.view().size() == 2 * view.size());
    CHECK(!memory.try_grow(2));
    fails_with("cannot grow", [&] { memory.grow(2); });
    memory.store<std::uint8_t>(131071, 9);
    guest.store.close();
    // The view has what it had, and the memory says that it is gone.
    CHECK(std::string(view.begin() + 4, view.begin() + 8) == "text");
    view[4] = 'T';
    fails_with("closed", [&] { memory.bytes(); });
    fails_with("closed", [&] { memory.grow(1); });

    lanner::Store store(engine());
    CHECK(lanner::Memory(store, 2, 4).size() == 2 * lanner::page_size);
    fails_with("", [&] { lanner::Memory(store, 4, 2); });
}

void globals_and_tables()
{
    const Guest guest;
    lanner::Global counter = guest.instance.global("counter");
    CHECK(counter.get().i64() == 5 && counter.type().is_mutable);
    counter.set(std::int64_t{6});
    CHECK(counter.get().i64() == 6);
    fails_with("i64 was expected", [&] { counter.set(6); });
    lanner::Global constant = guest.instance.global("constant");
    CHECK(constant.get().f32() == 0.5f);
    fails_with("constant", [&] { constant.set(1.0f); });
    lanner::Global own(guest.store, 2.5, true);
    own.set(3.5);
    CHECK(own.get().f64() == 3.5);

    lanner::Table table = guest.instance.table("table");
    CHECK(table.size() == 2 && table.get(0).is_null() && table.type().element == lanner::ValueType::externref);
    const lanner::Reference reference = lanner::Reference::to(guest.store, std::string("an object"));
    table.set(1, reference);
    CHECK(*table.get(1).as<std::string>() == "an object" && table.get(1) == reference && table.get(0) != reference);
    CHECK(table.grow(2, reference) == 2 && table.get(3) == reference);
    fails_with("cannot grow", [&] { table.grow(1); });
    fails_with("none at 4", [&] { table.get(4); });
    table.set(1, nullptr);
    CHECK(table.get(1).is_null());
    lanner::Table functions(guest.store, lanner::ValueType::funcref, 1);
    functions.set(0, guest.instance.function("add").reference());
    CHECK(functions.get(0).as_function()->typed<int(int, int)>()(1, 2) == 3);
    fails_with("", [&] { functions.set(0, reference); });
    CHECK(guest.instance.exports().size() == 13 && guest.instance.exports()[0].name == "memory");
}

void references()
{
    {
        Guest guest;
        const auto same = guest.instance.function<lanner::ExternRef(lanner::ExternRef)>("same");
        const auto keep = guest.instance.function<void(int, lanner::ExternRef)>("keep");
        CHECK(same(nullptr).is_null());
        const lanner::ExternRef reference = same(lanner::Reference::to(guest.store, Counted()));
        CHECK(reference.as<Counted>() != nullptr && reference.as<int>() == nullptr && Counted::count == 1);
        keep(1, reference);
        CHECK(guest.instance.function("same").call({reference})[0].reference() == reference);
        const Guest other;
        fails_with("another store", [&] { other.instance.function<lanner::ExternRef(lanner::ExternRef)>("same")(reference); });
        // Objects that nobody can reach are destroyed, sooner or later.
        int made = 1;
        while (made < 2000000 && Counted::count == made) {
            same(lanner::Reference::to(guest.store, Counted()));
            made++;
        }
        CHECK(Counted::count < made && reference.as<Counted>() != nullptr);
        guest.store.close();
        CHECK(Counted::count == 0 && reference.as<Counted>() == nullptr);
        fails_with("closed", [&] { same(reference); });
    }
    lanner::Store store(engine());
    const auto length = lanner::Function::of(store, [](lanner::ExternRef reference) {
        return reference ? static_cast<std::int32_t>(reference.as<std::string>()->size()) : -1;
    });
    const auto typed = length.typed<std::int32_t(lanner::ExternRef)>();
    CHECK(typed(lanner::Reference::to(store, std::string("12345"))) == 5 && typed(nullptr) == -1);
    const auto give = lanner::Function::of(store, [&store] { return lanner::ExternRef(lanner::Reference::to(store, 42)); });
    CHECK(*give.typed<lanner::ExternRef()>()().as<int>() == 42);
}

void lifetimes()
{
    CHECK(Counted::count == 0);
    {
        Guest guest([counted = Counted()](std::int32_t value) { return value; });
        CHECK(Counted::count == 1);
        const auto ask = guest.instance.function<int(int)>("ask");
        CHECK(ask(3) == 3);
        guest.store.close();
        CHECK(Counted::count == 0 && guest.store.closed());
        fails_with("closed", [&] { ask(3); });
        fails_with("closed", [&] { guest.instance.function("ask"); });
        fails_with("closed", [&] { guest.store.fuel(); });
        fails_with("closed", [&] { lanner::Instance(guest.store, module()); });
        guest.store.close();
    }
    {
        // A store is closed by a function that its guest calls.
        std::optional<Guest> guest;
        guest.emplace([&guest](std::int32_t value) {
            fails_with("while a guest of it runs", [&] { guest->store.close(); });
            return value;
        });
        CHECK(guest->instance.function<int(int)>("ask")(3) == 3);
    }
    {
        // Everything in another order: the store and engine first.
        auto own = std::make_unique<lanner::Engine>();
        auto store = std::make_unique<lanner::Store>(*own);
        auto own_module = std::make_unique<lanner::Module>(*own, "(module (func (export \"f\")) (memory (export \"memory\") 1))");
        auto instance = std::make_unique<lanner::Instance>(*store, *own_module);
        auto function = instance->function<void()>("f");
        own.reset();
        function();
        own_module.reset();
        function();
        instance.reset();
        function();
        store.reset();
        fails_with("closed", [&] { function(); });
    }
    lanner::Store first(engine());
    lanner::Store second(std::move(first));
    CHECK(first.closed() && !second.closed());
    fails_with("moved away", [&] { first.fuel(); });
    first = std::move(second);
    CHECK(!first.closed() && second.closed());
}

// A function of the host destroys the store that has called it.
void a_store_that_is_destroyed_too_early()
{
    std::optional<lanner::Store> store(std::in_place, engine());
    const lanner::Instance instance(*store, module(), lanner::Function::of(*store, [&store](std::int32_t value) {
        store.reset();
        return value + 1;
    }));
    const auto ask = instance.function<int(int)>("ask");
    CHECK(ask(1) == 2);
    fails_with("closed", [&] { ask(1); });
}

void interruption()
{
    lanner::Store store(engine());
    const lanner::Module spins(engine(), "(module (func (export \"spin\") (loop $again (br $again))) (func (export \"one\")))");
    const lanner::Instance instance(store, spins);
    const auto spin = instance.function<void()>("spin");
    const lanner::Interrupter interrupter = store.interrupter();
    for (int round = 0; round < 5; round++) {
        std::thread thread([&interrupter] {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            interrupter.interrupt();
        });
        CHECK(thrown<lanner::Trap>([&] { spin(); }).code() == lanner::TrapCode::interrupted);
        thread.join();
    }
    {
        const lanner::Deadline deadline = store.deadline(std::chrono::milliseconds(10));
        CHECK(thrown<lanner::Trap>([&] { spin(); }).code() == lanner::TrapCode::deadline_passed);
    }
    instance.function<void()>("one")();
    store.close();
    CHECK(!interrupter.interrupt());
}

void fuel()
{
    const lanner::Engine counting(lanner::EngineOptions().fuel().deterministic());
    lanner::StoreLimits limits;
    limits.fuel = 1000;
    lanner::Store store(counting, limits);
    const lanner::Module spins(counting, "(module (func (export \"spin\") (loop $again (br $again))))");
    const auto spin = lanner::Instance(store, spins).function<void()>("spin");
    CHECK(thrown<lanner::Trap>([&] { spin(); }).code() == lanner::TrapCode::out_of_fuel);
    CHECK(store.fuel_consumed() >= 1000);
    store.set_fuel(10);
    store.add_fuel(5);
    CHECK(store.fuel() == 15);
    limits.fuel = -1;
    fails_with("no negative number", [&] { lanner::Store(counting, limits); });
}

void modules()
{
    const auto imports = module().imports();
    CHECK(imports.size() == 1 && imports[0].module == "host" && std::get<lanner::FunctionType>(imports[0].type).params.size() == 1);
    const auto exports = module().exports();
    CHECK(exports[0].name == "memory" && std::get<lanner::MemoryType>(exports[0].type).maximum == 3u);
    CHECK(std::get<lanner::GlobalType>(exports[1].type).is_mutable && std::get<lanner::TableType>(exports[3].type).minimum == 2);
    const lanner::Module again = lanner::Module::deserialize(engine(), module().serialize());
    CHECK(again.exports().size() == exports.size());
    std::string path = (std::filesystem::temp_directory_path() / "lanner-compiled-XXXXXX").string();
    CHECK(mkdtemp(path.data()) != nullptr);
    const std::string file = path + "/module.lanner";
    const lanner::Module small(engine(), "(module (func (export \"one\") (result i32) (i32.const 1)))");
    small.save_compiled(file);
    const lanner::Module loaded = lanner::Module::load_compiled(engine(), file);
    lanner::Store store(engine());
    CHECK(lanner::Instance(store, loaded).function<int()>("one")() == 1);
    std::filesystem::remove_all(path);
    fails_with("", [&] { lanner::Module::from_file(engine(), "/nowhere/module.wasm"); });
    CHECK(lanner::binary_to_text(lanner::text_to_binary("(module (func $f))")).find("func") != std::string::npos);
    CHECK(lanner::version() == LANNER_VERSION);
}

void linkers()
{
    lanner::Store store(engine());
    lanner::Linker linker(engine());
    const lanner::Instance first(store, lanner::Module(engine(), "(module (func (export \"one\") (result i32) (i32.const 1)))"));
    linker.define_instance("first", first);
    linker.define("first", "again", first.function("one"));
    fails_with("", [&] { linker.define("first", "one", first.function("one")); });
    linker.allow_shadowing().define("first", "one", lanner::Function::of(store, [] { return 2; }));
    const lanner::Module second(
        engine(), "(module (import \"first\" \"one\" (func $a (result i32))) (import \"no\" \"where\" (func $b))"
                  " (func (export \"get\") (result i32) (call $a)) (func (export \"miss\") (call $b)))");
    fails_with("no", [&] { linker.instantiate(store, second); });
    linker.define_unknown(second);
    const lanner::Instance instance = linker.instantiate(store, second);
    CHECK(instance.function<int()>("get")() == 2);
    CHECK(thrown<lanner::Trap>([&] { instance.function<void()>("miss")(); }).frames().size() == 1);
    // A start function that fails, and one that calls a function of the host that throws.
    fails_with("unreachable", [&] { lanner::Instance(store, lanner::Module(engine(), "(module (func $s unreachable) (start $s))")); });
    linker.define_function(store, "host", "throw", [] { throw Own{3}; });
    const lanner::Module third(engine(), "(module (import \"host\" \"throw\" (func $t)) (start $t))");
    CHECK(thrown<Own>([&] { linker.instantiate(store, third); }).number == 3);
}

void files_in_memory()
{
    lanner::Files files(1 << 20);
    files.create_directory("/data").write("/data/text.txt", "content");
    CHECK(files.read("/data/text.txt") == "content");
    fails_with("", [&] { files.read("/data/missing"); });
    fails_with("", [&] { files.write("/data/large", std::string(2 << 20, 'x')); });
    lanner::WasiConfig wasi;
    wasi.add_argument("program").add_files(files, "/", lanner::Rights::all).capture(lanner::Streams::output, 100).set_random_seed(1);
    lanner::Linker linker(engine());
    linker.define_wasi(wasi);
    fails_with("in use by a linker", [&] { wasi.add_argument("late"); });
    lanner::Store store(engine());
    const lanner::Module program(engine(), R"((module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\08\00\00\00\06\00\00\00hello\n")
      (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))) (call $exit (i32.const 3)))))");
    CHECK(linker.instantiate(store, program).run() == 3 && wasi.output() == "hello\n");
}

void grants_for_components()
{
    lanner::KeyValueStore store(200);
    store.set("key", std::string_view("a\0b", 3));
    CHECK(store.get("key") == std::string_view("a\0b", 3));
    fails_with("There is no key \"other\"", [&] { store.get("other"); });
    fails_with("the store is full", [&] { store.set("other", std::string(200, 'x')); });
    lanner::WasiConfig wasi;
    wasi.allow_connect("udp://10.0.0.0/8").allow_listen("127.0.0.1:0").allow_name_lookup("*.example.com");
    wasi.allow_http("https://example.com").allow_private_answers().add_setting("name", "value").add_key_value_store("store", store);
    wasi.set_limit(lanner::WasiLimit::resources, 1).set_limit(lanner::WasiLimit::resource_bytes, UINT64_MAX);
    wasi.set_limit(lanner::WasiLimit::sockets, UINT64_MAX).set_limit(lanner::WasiLimit::http_requests, 0).add_overlay(".", "/");
    fails_with("'http://example.com' cannot be granted: write [tcp", [&] { wasi.allow_connect("http://example.com"); });
    fails_with("'example.com:80' cannot be granted: guests listen at addresses", [&] { wasi.allow_listen("example.com:80"); });
    fails_with("'10.0.0.0/8' is no name of hosts", [&] { wasi.allow_name_lookup("10.0.0.0/8"); });
    fails_with("'udp://example.com' cannot be granted: write [http", [&] { wasi.allow_http("udp://example.com"); });
    fails_with("/no such directory", [&] { wasi.add_overlay("/no such directory", "/"); });
    fails_with("store", [&] { wasi.add_key_value_store("store", store); });
}

void many_stores_on_many_threads()
{
    std::atomic<int> total = 0;
    std::vector<std::thread> threads;
    std::atomic<bool> has_failed = false;
    for (int index = 0; index < 4; index++) {
        threads.emplace_back([&total, &has_failed] {
            try {
                for (int round = 0; round < 150; round++) {
                    Guest guest([&total](std::int32_t value) {
                        total++;
                        if (value == 0) {
                            throw Own{1};
                        }
                        return value;
                    });
                    const auto ask = guest.instance.function<int(int)>("ask");
                    CHECK(ask(round + 1) == round + 1);
                    CHECK(thrown<Own>([&] { ask(0); }).number == 1);
                    thrown<lanner::Trap>([&] { guest.instance.function<int()>("outer")(); });
                }
            } catch (const std::exception& error) {
                std::printf("%s\n", error.what());
                has_failed = true;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(!has_failed && total == 4 * 150 * 2);
}

}  // namespace

int main(int count, char** arguments)
{
    return run_tests(
        {
            {"types of C++", types_of_cpp},
            {"wrong types", wrong_types},
            {"callables", callables},
            {"exceptions pass through", exceptions_pass_through},
            {"traps have frames", traps_have_frames},
            {"callbacks from callbacks", callbacks_from_callbacks},
            {"memory", memory},
            {"globals and tables", globals_and_tables},
            {"references", references},
            {"lifetimes", lifetimes},
            {"a store that is destroyed too early", a_store_that_is_destroyed_too_early},
            {"interruption", interruption},
            {"fuel", fuel},
            {"modules", modules},
            {"linkers", linkers},
            {"files in memory", files_in_memory},
            {"grants for components", grants_for_components},
            {"many stores on many threads", many_stores_on_many_threads},
        },
        count, arguments);
}
