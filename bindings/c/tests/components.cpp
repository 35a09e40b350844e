// Components: the scenarios that all bindings act out (the first argument is their folder), and what these do not say.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <thread>

#include "check.hpp"

// A record of the component, with a type of its own.
struct Point {
    std::int32_t x;
    std::int32_t y;
};

template <>
struct lanner::ComponentType<Point> {
    static ComponentValue write(const Point& point) { return ComponentValue::record({{"x", point.x}, {"y", point.y}}); }

    static Point read(const ComponentValue& value)
    {
        return Point{value["x"].as<std::int32_t>(), value["y"].as<std::int32_t>()};
    }
};

namespace {

namespace fs = std::filesystem;
using Value = lanner::ComponentValue;

const char* const host = "lanner:scenarios/host@1.0.0";
fs::path folder;

// What a function of the host that fails throws: whoever catches it looks whether it is the same object.
struct HostError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

lanner::Engine& engine()
{
    static lanner::Engine one(lanner::EngineOptions().interruptible());
    return one;
}

const lanner::Component& component()
{
    static const lanner::Component one = lanner::Component::from_file(engine(), (folder / "component.wat").string());
    return one;
}

void only(const Value& record, const std::set<std::string>& known)
{
    for (const auto& [name, value] : record.as_record()) {
        if (known.count(name) == 0) {
            throw std::runtime_error("a key that the runner does not know: " + name);
        }
    }
}

bool has_content(const Value& value, const char* name)
{
    return value.find(name) != nullptr;
}

std::vector<std::uint8_t> from_hexadecimal(const std::string& text)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t index = 0; index + 1 < text.size(); index += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(index, 2), nullptr, 16)));
    }
    return bytes;
}

// The value of C++ that one of a scenario stands for.
Value value_of(const Value& value)
{
    if (value.is_list()) {
        Value::List elements;
        for (const Value& element : value.as_list()) {
            elements.push_back(value_of(element));
        }
        return Value::list(std::move(elements));
    }
    if (!value.is_record()) {
        return value;
    }
    if (const Value* bytes = value.find("bytes")) {
        return from_hexadecimal(bytes->as_text());
    }
    if (const Value* integer = value.find("integer")) {
        return Value::parse(integer->as_text());
    }
    if (const Value* number = value.find("number")) {
        return number->as_text() == "inf" ? HUGE_VAL : number->as_text() == "-inf" ? -HUGE_VAL : std::nan("");
    }
    Value::Record fields;
    for (const auto& [name, field] : value.as_record()) {
        fields.emplace_back(name, value_of(field));
    }
    return Value::record(std::move(fields));
}

// Acts out a scenario.
class Run {
public:
    explicit Run(const Value& scenario)
        : component_(lanner::Component::from_file(engine(), (folder / scenario["component"].as_text()).string())), store_(engine()),
          linker_(store_)
    {
        only(scenario, {"subject", "component", "imports", "wasi", "steps"});
        if (const Value* imports = scenario.find("imports")) {
            for (const Value& import : imports->as_list()) {
                only(import, {"interface", "name", "does", "answers", "error", "message"});
                CHECK(import["does"].as_text() == "answer");
                linker_.define(import["interface"].as_text(), import["name"].as_text(), [this, import](const std::string& question) {
                    return answer(import, question);
                });
            }
        }
        if (const Value* wasi = scenario.find("wasi")) {
            grant(*wasi);
            linker_.define_wasi(wasi_);
        }
        std::size_t number = 0;
        for (const Value& step : scenario["steps"].as_list()) {
            number++;
            try {
                take(step);
            } catch (const std::exception& error) {
                throw std::runtime_error("step " + std::to_string(number) + ": " + error.what());
            }
        }
    }

private:
    static lanner::Streams stream_of(const std::string& name)
    {
        CHECK(name == "stdout" || name == "stderr");
        return name == "stdout" ? lanner::Streams::output : lanner::Streams::error;
    }

    void grant(const Value& wasi)
    {
        only(wasi, {"arguments", "capture", "settings", "key_value_stores", "connect"});
        if (const Value* arguments = wasi.find("arguments")) {
            for (const Value& argument : arguments->as_list()) {
                wasi_.add_argument(argument.as_text());
            }
        }
        if (const Value* streams = wasi.find("capture")) {
            for (const Value& stream : streams->as_list()) {
                wasi_.capture(stream_of(stream.as_text()));
            }
        }
        if (const Value* settings = wasi.find("settings")) {
            for (const auto& [name, value] : settings->as_record()) {
                wasi_.add_setting(name, value.as_text());
            }
        }
        if (const Value* stores = wasi.find("key_value_stores")) {
            for (const auto& [name, pairs] : stores->as_record()) {
                lanner::KeyValueStore& store = stores_[name];
                for (const auto& [key, value] : pairs.as_record()) {
                    store.set(key, value.as_text());
                }
                wasi_.add_key_value_store(name, store);
            }
        }
        if (const Value* connect = wasi.find("connect")) {
            for (const Value& hosts : connect->as_list()) {
                wasi_.allow_connect(hosts.as_text());
            }
        }
    }

    Value answer(const Value& import, const std::string& question)
    {
        if (const Value* found = import["answers"].find(question)) {
            return *found;
        }
        if (const Value* error = import.find("error")) {
            throw lanner::ComponentError(*error);
        }
        try {
            throw HostError(import["message"].as_text());
        } catch (const HostError& error) {
            made_ = &error;
            throw;
        }
    }

    const lanner::ComponentInstance& instance()
    {
        if (!instance_) {
            instance_.emplace(linker_.instantiate(component_));
        }
        return *instance_;
    }

    void take(const Value& step)
    {
        if (const Value* status = step.find("run")) {
            only(step, {"run"});
            CHECK(linker_.run(component_) == status->as<std::int32_t>());
        } else if (const Value* stream = step.find("captured")) {
            only(step, {"captured", "text"});
            CHECK(wasi_.captured(stream_of(stream->as_text())) == step["text"].as_text());
        } else if (const Value* stored = step.find("stored")) {
            only(step, {"stored", "key", "text"});
            CHECK(stores_.at(stored->as_text()).get(step["key"].as_text()) == step["text"].as_text());
        } else if (const Value* wave = step.find("call_wave")) {
            only(step, {"call_wave", "text"});
            CHECK(instance().call_wave(wave->as_text()) == step["text"].as_text());
        } else {
            only(step, {"call", "args", "result", "error", "trap", "frames", "host_error", "fails"});
            expect(step);
        }
    }

    Value call(const Value& step)
    {
        const std::string& name = step["call"].as_text();
        const Value given = value_of(step["args"]);
        switch (given.as_list().size()) {
        case 0: return instance().call(name);
        case 1: return instance().call(name, given[0]);
        case 2: return instance().call(name, given[0], given[1]);
        default: CHECK(given.as_list().size() == 3); return instance().call(name, given[0], given[1], given[2]);
        }
    }

    void expect(const Value& step)
    {
        if (const Value* wanted = step.find("result")) {
            const Value found = call(step);
            const Value expected = value_of(*wanted);
            if (has_content(*wanted, "number")) {
                CHECK(found.as_number() == expected.as_number() || std::isnan(found.as_number()) == std::isnan(expected.as_number()));
            } else {
                CHECK(found == expected);
            }
        } else if (const Value* error = step.find("error")) {
            CHECK(thrown<lanner::ComponentError>([&] { call(step); }).value() == value_of(*error));
        } else if (const Value* code = step.find("trap")) {
            const lanner::Trap trap = thrown<lanner::Trap>([&] { call(step); });
            CHECK(lanner::name_of(trap.code()) == code->as_text());
            if (const Value* names = step.find("frames")) {
                for (std::size_t index = 0; index < names->as_list().size(); index++) {
                    CHECK(trap.frames().at(index).function_name == (*names)[index].as_text());
                }
            }
        } else if (const Value* message = step.find("host_error")) {
            made_ = nullptr;
            try {
                call(step);
                CHECK(false);
            } catch (const HostError& raised) {
                CHECK(&raised == made_ && raised.what() == message->as_text());
            }
        } else {
            CHECK(step["fails"].as_bool());
            try {
                call(step);
            } catch (const lanner::Trap& trap) {
                throw std::runtime_error(std::string("a trap: ") + trap.what());
            } catch (const lanner::ComponentError& failed) {
                throw std::runtime_error(failed.what());
            } catch (const lanner::Error&) {
                return;
            }
            throw std::runtime_error("the call did not fail");
        }
    }

    lanner::Component component_;
    lanner::WasiConfig wasi_;
    std::map<std::string, lanner::KeyValueStore> stores_;
    lanner::Store store_;
    lanner::ComponentLinker linker_;
    std::optional<lanner::ComponentInstance> instance_;
    const HostError* made_ = nullptr;
};

void scenarios()
{
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) {
        // Calls here wait.
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() == ".json" && name.rfind("component", 0) == 0 && name.find("async") == std::string::npos) {
            paths.push_back(entry.path());
        }
    }
    CHECK(paths.size() >= 5);
    for (const fs::path& path : paths) {
        std::ifstream stream(path, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
        try {
            const Run run(Value::parse(content));
        } catch (const std::exception& error) {
            throw std::runtime_error(path.filename().string() + ": " + error.what());
        }
    }
}

// A store with an instance.
struct Guest {
    template <class F>
    explicit Guest(F&& full_name) : store(engine()), linker(store)
    {
        linker.define(host, "full-name", std::forward<F>(full_name));
        linker.define(host, "lookup", [](std::string_view key) { return static_cast<std::uint32_t>(key.size()); });
        instance.emplace(linker.instantiate(component()));
    }

    Guest() : Guest([](std::string_view name) { return std::string(name); }) {}

    const lanner::ComponentInstance& operator*() const { return *instance; }

    lanner::Store store;
    lanner::ComponentLinker linker;
    std::optional<lanner::ComponentInstance> instance;
};

// A component whose function `call` gives its argument to the host's `f`, and returns what that returns.
lanner::Component echo(const std::string& type, const std::string& parameters, const std::string& arguments)
{
    return lanner::Component(engine(), R"((component
        (import "f" (func $f (param "value" )" + type + ") (result " + type + R"()))
        (core module $memory
            (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (local $address i32)
                (local.set $address (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                (global.set $next (i32.add (local.get $address) (local.get 3)))
                (local.get $address)))
        (core instance $m (instantiate $memory))
        (core func $lowered (canon lower (func $f) (memory $m "memory") (realloc (func $m "realloc"))))
        (core module $code
            (import "host" "f" (func $f (param )" + parameters + R"( i32)))
            (func (export "call") (param )" + parameters + ") (result i32) " + arguments + R"( (call $f (i32.const 64)) (i32.const 64)))
        (core instance $c (instantiate $code (with "host" (instance (export "f" (func $lowered))))))
        (func (export "call") (param "value" )" + type + ") (result " + type + R"()
            (canon lift (core func $c "call") (memory $m "memory") (realloc (func $m "realloc"))))))");
}

// Sends a value to a function of the host and back.
template <class T>
T echoed(const T& value, const std::string& type, const std::string& parameters, const std::string& arguments)
{
    lanner::Store store(engine());
    lanner::ComponentLinker linker(store);
    std::optional<T> given;
    linker.define("f", [&given](const T& one) { return *(given = one); });
    const T result = linker.instantiate(echo(type, parameters, arguments)).template call<T>("call", value);
    CHECK(*given == result);
    return result;
}

const char* const two = "(local.get 0) (local.get 1)";
const char* const three = "(local.get 0) (local.get 1) (local.get 2)";

void types_of_cpp()
{
    const Guest guest;
    CHECK((*guest).call<int>("add", 40, 2) == 42);
    CHECK((*guest).function<bool(bool)>("not")(false));
    CHECK((*guest).function<std::uint64_t(std::uint64_t)>("decrement-unsigned")(0) == UINT64_MAX);
    CHECK((*guest).function<std::int64_t(std::int64_t)>("decrement-signed")(INT64_MIN + 1) == INT64_MIN);
    CHECK((*guest).function<double(double)>("half")(0.2) == 0.1);
    CHECK((*guest).call<float>("half", 1e300 * 0.0 + 1) == 0.5f);
    CHECK((*guest).call<std::optional<int>>("double", std::optional<int>()) == std::nullopt);
    CHECK((*guest).call<std::optional<int>>("double", 4) == 8);
    const Point middle = (*guest).function<Point(Point, const Point&)>("middle")(Point{0, 10}, Point{8, 20});
    CHECK(middle.x == 4 && middle.y == 15);
    const auto mirrored = (*guest).call<std::vector<Point>>("mirror", std::vector<Point>{{1, 2}, {3, 4}});
    CHECK(mirrored.size() == 2 && mirrored[1].x == 4 && mirrored[1].y == 3);
    using Bytes = std::vector<std::uint8_t>;
    CHECK((*guest).call<Bytes>("reverse", Bytes{0, 255, 1}) == Bytes{1, 255, 0});
    const auto [number, text] =
        (*guest).call<std::pair<std::uint64_t, std::string>>("swap", std::make_tuple("a \"\\\n\x01 grüße 😀", UINT64_MAX));
    CHECK(number == UINT64_MAX && text == "a \"\\\n\x01 grüße 😀");
    CHECK((*guest).call("grow", Value::with_case("circle", 1.5))["circle"].as<double>() == 3);
    CHECK((*guest).call("grow", Value::with_case("rectangle", Point{1, -2}))["rectangle"].as<Point>().y == -4);
    CHECK((*guest).call<std::string>("grow", "nothing") == "nothing");
    CHECK((*guest).call<std::vector<std::string>>("invert", std::vector<std::string>{"write"}).size() == 2);
    (*guest).call<void>("allow", "green");
    CHECK((*guest).function<std::string(std::string_view)>("values#greet")("Ada") == "Ada");
    const std::vector<std::string> names = (*guest).functions();
    CHECK(std::find(names.begin(), names.end(), "lanner:scenarios/values@1.0.0#next-color") != names.end());
}

void options_and_results_inside()
{
    using Inner = std::optional<double>;
    const std::vector<std::optional<Inner>> values = {std::nullopt, std::optional<Inner>(Inner()), std::optional<Inner>(Inner(-HUGE_VAL))};
    for (const std::optional<Inner>& value : values) {
        CHECK(echoed(value, "(option (option f64))", "i32 i32 f64", three) == value);
    }
    const std::vector<std::string> texts = {"", std::string("a\0b", 3)};
    CHECK(echoed(texts, "(list string)", "i32 i32", two) == texts);
    const std::vector<double> numbers = {1e300, 5e-324, -0.5, 12345678901234567000.0};
    CHECK(echoed(numbers, "(list f64)", "i32 i32", two) == numbers);

    lanner::Store store(engine());
    lanner::ComponentLinker linker(store);
    linker.define("f", [](const Value& value) {
        if (const Value* error = value.find("error")) {
            throw lanner::ComponentError(*error);
        }
        return value["ok"];
    });
    const auto instance = linker.instantiate(echo("(result (list u8) (error f64))", "i32 i64 i32", three));
    CHECK(instance.call<std::vector<int>>("call", Value::with_case("ok", std::vector<int>{5})) == std::vector<int>{5});
    CHECK(thrown<lanner::ComponentError>([&] { instance.call("call", Value::with_case("error", 1.5)); }).value() == Value(1.5));
}

void wrong_types()
{
    const Guest guest;
    fails_with("from 0 to 4294967295", [&] { (*guest).call("add", 1, -1); });
    fails_with("a string was expected", [&] { (*guest).call<std::string>("add", 1, 2); });
    fails_with("in the range", [&] { (*guest).call<std::int8_t>("add", 100, 100); });
    fails_with("in the range", [&] { (*guest).call<std::int64_t>("decrement-unsigned", 0); });
    fails_with("a tuple of 3", [&] { (*guest).call<std::tuple<int, int, int>>("swap", std::make_tuple("a", 1)); });
    fails_with("without the name z", [&] { (*guest).call("middle", Point{0, 0}, Point{0, 0})["z"]; });
    fails_with("no element 2", [&] { (*guest).call("swap", std::make_pair("a", 1))[2]; });
    fails_with("missing", [&] { (*guest).call("missing"); });
    fails_with("missing", [&] { (*guest).function<void()>("missing"); });
    fails_with("a zero in it", [&] { (*guest).call(std::string_view("a\0b", 3)); });
    fails_with("", [] { lanner::Component(engine(), "(module)"); });
    fails_with("", [] { lanner::Component::from_file(engine(), "/there/is/none"); });
    for (const char* json : {"", "[", "[1,]", "{\"a\"}", "\"", "\"\\x\"", "1 2", "nul", "99999999999999999999", "\"\\u12\"", "-"}) {
        fails_with("no JSON", [json] { Value::parse(json); });
    }
    fails_with("less deep", [] { Value::parse(std::string(100000, '[')); });
}

void functions_of_the_host()
{
    // What they return is checked, and so is how they are called.
    fails_with("string", [] { (*Guest([](std::string_view) { return 5; })).call("greet", "Ada"); });
    fails_with("takes 2 arguments", [] { (*Guest([](std::string_view, int) { return ""; })).call("greet", "Ada"); });
    fails_with("an integer", [] { (*Guest([](int) { return ""; })).call("greet", "Ada"); });
    // One whose type is no result cannot return an error.
    CHECK(thrown<lanner::ComponentError>([] {
        (*Guest([](std::string_view) -> std::string { throw lanner::ComponentError(7); })).call("greet", "Ada");
    }).value() == Value(7));
    // They may call others, and trap.
    const Guest other;
    const Guest guest([&other](std::string_view name) { return (*other).call<std::string>("greet", name) + "!"; });
    CHECK((*guest).call<std::string>("greet", "Ada") == "Ada!");
    const Guest trapping([](std::string_view) -> std::string { throw lanner::Trap("enough"); });
    CHECK(std::string(thrown<lanner::Trap>([&] { (*trapping).call("greet", "Ada"); }).what()) == "enough");
    // The store is not closed by one that a guest has called.
    lanner::Store store(engine());
    lanner::ComponentLinker linker(store);
    linker.define(host, "full-name", [&store](std::string_view name) {
        store.close();
        return std::string(name);
    });
    linker.define(host, "lookup", [](std::string_view) { return 1; });
    fails_with("while a guest of it runs", [&] { linker.instantiate(component()).call("greet", "Ada"); });
}

void definitions()
{
    lanner::Store store(engine());
    lanner::ComponentLinker linker(store);
    fails_with("", [&] { linker.instantiate(component()); });
    fails_with("", [&] { linker.run(component()); });
    // Of another version that is compatible.
    linker.define("lanner:scenarios/host@1.2.3", "full-name", [](const std::string& name) { return name; });
    linker.define("lanner:scenarios/host@1.2.3", "lookup", [](const std::string&) { return 3; });
    CHECK(linker.instantiate(component()).call<int>("ask", "Ada") == 3);
    fails_with("", [&] { linker.define("lanner:scenarios/host@1.2.3", "lookup", [] { return 3; }); });

    lanner::ComponentLinker another(store);
    another.define("f", [](const Value& value) { return value; });
    CHECK(another.instantiate(echo("string", "i32 i32", two)).call<std::string>("call", "text") == "text");
    fails_with("another type", [&] { another.instantiate(echo("(result (list u8) (error f64))", "i32 i64 i32", three)); });
}

// Counts how many of it there are.
struct Counted {
    Counted() { count++; }
    Counted(const Counted&) { count++; }
    ~Counted() { count--; }
    static inline int count = 0;
};

void lifetimes()
{
    {
        const Guest guest([counted = Counted()](std::string_view name) { return std::string(name); });
        CHECK(Counted::count == 1);
    }
    CHECK(Counted::count == 0);
    {
        // Those that are not defined go at once.
        lanner::Store store(engine());
        lanner::ComponentLinker linker(store);
        linker.define("f", [] {});
        fails_with("", [&] { linker.define("f", [counted = Counted()] {}); });
        CHECK(Counted::count == 0);
    }
    Guest guest;
    const auto add = (*guest).function<int(int, int)>("add");
    guest.instance.reset();
    CHECK(add(1, 2) == 3);
    guest.store.close();
    fails_with("closed", [&] { add(1, 2); });
    fails_with("closed", [&] { guest.linker.instantiate(component()); });
    fails_with("closed", [&] { guest.linker.run(component()); });
    fails_with("closed", [&] { guest.linker.define("g", [] {}); });
    fails_with("closed", [&] { lanner::ComponentLinker linker(guest.store); });
}

void threads_share_a_component()
{
    std::vector<std::thread> threads;
    std::vector<int> sums(4);
    for (int& sum : sums) {
        threads.emplace_back([&sum] {
            const Guest guest;
            for (int round = 0; round < 100; round++) {
                sum += (*guest).call<int>("add", round, 1);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(sums == std::vector<int>(4, 5050));
}

void deadlines()
{
    const lanner::Component spinning(engine(), R"((component
        (core module $code (func (export "spin") (loop $again (br $again))))
        (core instance $c (instantiate $code))
        (func (export "spin") (canon lift (core func $c "spin")))))");
    lanner::Store store(engine());
    const auto instance = lanner::ComponentLinker(store).instantiate(spinning);
    const lanner::Deadline deadline = store.deadline(std::chrono::milliseconds(50));
    CHECK(thrown<lanner::Trap>([&] { instance.call<void>("spin"); }).code() == lanner::TrapCode::deadline_passed);
}

}  // namespace

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "usage: components FOLDER [TEST]\n");
        return 1;
    }
    folder = arguments[1];
    return run_tests(
        {{"scenarios", scenarios}, {"types_of_cpp", types_of_cpp}, {"options_and_results_inside", options_and_results_inside},
         {"wrong_types", wrong_types}, {"functions_of_the_host", functions_of_the_host}, {"definitions", definitions},
         {"lifetimes", lifetimes}, {"threads_share_a_component", threads_share_a_component}, {"deadlines", deadlines}},
        count - 1, arguments + 1);
}
