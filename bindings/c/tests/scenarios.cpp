// Acts out the scenarios that all bindings share: bindings/scenarios/README.md. The folder with them is the first argument.
#include <cmath>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "check.hpp"
#include "json.hpp"

namespace {

namespace fs = std::filesystem;

std::string file_content(const fs::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("there is no file " + path.string());
    }
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

// The error of the host: whoever catches it looks whether it is the same object.
struct HostError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

double number_of(const Json& value)
{
    if (!value.is_text()) {
        return value.number();
    }
    return value.text() == "inf" ? HUGE_VAL : value.text() == "-inf" ? -HUGE_VAL : std::nan("");
}

lanner::Value value_of(const Json& value)
{
    if (value.object().size() != 1) {
        throw std::runtime_error("a value has one key");
    }
    const auto& [type, content] = *value.object().begin();
    if (type == "i32") {
        return static_cast<std::int32_t>(content.integer());
    }
    if (type == "i64") {
        return static_cast<std::int64_t>(std::stoll(content.text()));
    }
    if (type == "f32") {
        return static_cast<float>(number_of(content));
    }
    if (type == "f64") {
        return number_of(content);
    }
    throw std::runtime_error("there is no type " + type);
}

std::vector<lanner::Value> values_of(const Json& list)
{
    std::vector<lanner::Value> values;
    for (const Json& value : list.list()) {
        values.push_back(value_of(value));
    }
    return values;
}

bool is_same(const lanner::Value& left, const lanner::Value& right)
{
    if (left.type() != right.type()) {
        return false;
    }
    switch (left.type()) {
    case lanner::ValueType::i32: return left.i32() == right.i32();
    case lanner::ValueType::i64: return left.i64() == right.i64();
    case lanner::ValueType::f32: return std::isnan(left.f32()) ? std::isnan(right.f32()) : left.f32() == right.f32();
    default: return std::isnan(left.f64()) ? std::isnan(right.f64()) : left.f64() == right.f64();
    }
}

std::vector<lanner::ValueType> types_of(const Json& list)
{
    std::vector<lanner::ValueType> types;
    for (const Json& name : list.list()) {
        bool is_known = false;
        for (const auto type : {lanner::ValueType::i32, lanner::ValueType::i64, lanner::ValueType::f32, lanner::ValueType::f64}) {
            if (name.text() == lanner::name_of(type)) {
                types.push_back(type);
                is_known = true;
            }
        }
        CHECK(is_known);
    }
    return types;
}

lanner::Streams stream_of(const std::string& name)
{
    CHECK(name == "stdout" || name == "stderr");
    return name == "stdout" ? lanner::Streams::output : lanner::Streams::error;
}

std::uint8_t pattern(std::size_t index)
{
    return static_cast<std::uint8_t>(7 * index + 3);
}

std::vector<std::uint8_t> from_hexadecimal(const std::string& text)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t index = 0; index + 1 < text.size(); index += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(index, 2), nullptr, 16)));
    }
    return bytes;
}

// One thread's store, with as many instances as the scenario wants.
class Run {
public:
    Run(const Json& scenario, const lanner::Engine& engine, const lanner::Module& module)
        : store_(engine, limits_of(scenario)), linker_(engine)
    {
        if (scenario.has("imports")) {
            for (const Json& import : scenario.at("imports").list()) {
                define(import);
            }
        }
        if (scenario.has("wasi")) {
            grant(scenario.at("wasi"));
        }
        const long long count = scenario.has("instances") ? scenario.at("instances").integer() : 1;
        for (long long index = 0; index < count; index++) {
            instances_.push_back(linker_.instantiate(store_, module));
        }
    }

    ~Run()
    {
        std::error_code ignored;
        for (const fs::path& folder : folders_) {
            fs::remove_all(folder, ignored);
        }
    }

    void take(const Json& steps)
    {
        for (current_ = 0; current_ < instances_.size(); current_++) {
            std::size_t number = 0;
            for (const Json& step : steps.list()) {
                number++;
                try {
                    take_step(step);
                    step.expect_all_known();
                } catch (const std::exception& error) {
                    throw std::runtime_error("step " + std::to_string(number) + ": " + error.what());
                }
            }
        }
    }

private:
    static lanner::StoreLimits limits_of(const Json& scenario)
    {
        lanner::StoreLimits limits;
        if (scenario.has("limits")) {
            const Json& numbers = scenario.at("limits");
            if (numbers.has("memory_bytes")) {
                limits.memory_bytes = numbers.at("memory_bytes").integer();
            }
            if (numbers.has("fuel")) {
                limits.fuel = numbers.at("fuel").integer();
            }
            numbers.expect_all_known();
        }
        return limits;
    }

    const lanner::Instance& instance() const { return instances_.at(current_ < instances_.size() ? current_ : 0); }

    void define(const Json& import)
    {
        const std::string does = import.at("does").text();
        lanner::FunctionType type{types_of(import.at("params")), types_of(import.at("results"))};
        lanner::Function::Dynamic action;
        if (does == "add") {
            action = [](lanner::Caller&, lanner::Span<const lanner::Value> arguments) {
                return std::vector<lanner::Value>{arguments[0].i32() + arguments[1].i32()};
            };
        } else if (does == "call") {
            const std::string name = import.at("export").text();
            action = [name](lanner::Caller& caller, lanner::Span<const lanner::Value> arguments) {
                return caller.function(name).call(arguments);
            };
        } else if (does == "fail") {
            const std::string message = import.at("message").text();
            action = [this, message](lanner::Caller&, lanner::Span<const lanner::Value>) -> std::vector<lanner::Value> {
                try {
                    throw HostError(message);
                } catch (const HostError& error) {
                    made_ = &error;
                    throw;
                }
            };
        } else {
            throw std::runtime_error("a function that does " + does);
        }
        linker_.define(import.at("module").text(), import.at("name").text(), lanner::Function::of_type(store_, type, action));
        import.expect_all_known();
    }

    void grant(const Json& wasi)
    {
        wasi_.emplace();
        if (wasi.has("arguments")) {
            for (const Json& argument : wasi.at("arguments").list()) {
                wasi_->add_argument(argument.text());
            }
        }
        if (wasi.has("environment")) {
            for (const auto& [name, value] : wasi.at("environment").object()) {
                wasi_->add_environment(name, value.text());
            }
        }
        if (wasi.has("input")) {
            wasi_->set_input(std::string_view(wasi.at("input").text()));
        }
        if (wasi.has("capture")) {
            for (const Json& name : wasi.at("capture").list()) {
                wasi_->capture(stream_of(name.text()));
            }
        }
        if (wasi.has("directories")) {
            for (const Json& directory : wasi.at("directories").list()) {
                std::string folder = (fs::temp_directory_path() / "lanner-XXXXXX").string();
                CHECK(mkdtemp(folder.data()) != nullptr);
                folders_.emplace_back(folder);
                for (const auto& [name, content] : directory.at("files").object()) {
                    std::ofstream(fs::path(folder) / name, std::ios::binary) << content.text();
                }
                wasi_->add_directory(folder, directory.at("guest").text());
                directory.expect_all_known();
            }
        }
        wasi.expect_all_known();
        linker_.define_wasi(*wasi_);
    }

    void take_step(const Json& step)
    {
        if (step.has("call")) {
            call(step);
        } else if (step.has("call_text") || step.has("call_bytes") || step.has("call_with_text")) {
            call_by_allocator(step);
        } else if (step.has("pages")) {
            CHECK(instance().memory().pages() == step.at("pages").integer());
        } else if (step.has("write")) {
            write(step.at("write"));
        } else if (step.has("read")) {
            read(step.at("read"));
        } else if (step.has("grow")) {
            const auto before = instance().memory().try_grow(static_cast<std::uint32_t>(step.at("grow").integer()));
            if (step.has("refused")) {
                CHECK(step.at("refused").boolean() && !before);
            } else {
                CHECK(before && *before == step.at("before").integer());
            }
        } else if (step.has("fuel")) {
            store_.set_fuel(step.at("fuel").integer());
        } else if (step.has("deadline_microseconds")) {
            const Json& time = step.at("deadline_microseconds");
            if (time.is_null()) {
                store_.clear_deadline();
            } else {
                store_.set_deadline(std::chrono::microseconds(time.integer()));
            }
        } else if (step.has("interrupt")) {
            CHECK(step.at("interrupt").boolean());
            store_.interrupt();
        } else if (step.has("captured")) {
            CHECK(wasi_->captured(stream_of(step.at("captured").text())) == step.at("text").text());
        } else {
            throw std::runtime_error("a step that the runner does not know");
        }
    }

    void call(const Json& step)
    {
        const lanner::Function function = instance().function(step.at("call").text());
        const std::vector<lanner::Value> arguments = values_of(step.at("args"));
        if (step.has("results")) {
            expect_results(function.call(arguments), step.at("results"));
        } else if (step.has("trap")) {
            expect_trap(thrown<lanner::Trap>([&] { function.call(arguments); }), step);
        } else if (step.has("host_error")) {
            made_ = nullptr;
            try {
                function.call(arguments);
                CHECK(false);
            } catch (const HostError& error) {
                CHECK(&error == made_ && error.what() == step.at("host_error").text());
            }
        } else {
            CHECK(thrown<lanner::ProgramExit>([&] { function.call(arguments); }).status() == step.at("exit").integer());
        }
    }

    static void expect_results(const std::vector<lanner::Value>& results, const Json& expected)
    {
        const std::vector<lanner::Value> wanted = values_of(expected);
        CHECK(results.size() == wanted.size());
        for (std::size_t index = 0; index < wanted.size(); index++) {
            CHECK(is_same(results[index], wanted[index]));
        }
    }

    static void expect_trap(const lanner::Trap& trap, const Json& step)
    {
        if (lanner::name_of(trap.code()) != step.at("trap").text()) {
            throw std::runtime_error(std::string("the trap is ") + lanner::name_of(trap.code()) + ": " + trap.what());
        }
        if (step.has("frames")) {
            const auto& names = step.at("frames").list();
            CHECK(trap.frames().size() >= names.size());
            for (std::size_t index = 0; index < names.size(); index++) {
                CHECK(trap.frames()[index].function_name == names[index].text());
            }
        }
    }

    void call_by_allocator(const Json& step)
    {
        lanner::Allocator allocator(instance());
        std::vector<std::vector<std::uint8_t>> bytes;
        std::vector<lanner::Allocator::Argument> arguments;
        for (const Json& argument : step.at("args").list()) {
            if (argument.is_text()) {
                arguments.emplace_back(argument.text());
            } else if (argument.has("bytes")) {
                bytes.push_back(from_hexadecimal(argument.at("bytes").text()));
                arguments.emplace_back(lanner::Bytes(bytes.back().data(), bytes.back().size()));
            } else if (argument.has("zeros")) {
                bytes.emplace_back(static_cast<std::size_t>(argument.at("zeros").integer()));
                arguments.emplace_back(lanner::Bytes(bytes.back().data(), bytes.back().size()));
            } else {
                arguments.emplace_back(value_of(argument));
            }
        }
        const lanner::Span<const lanner::Allocator::Argument> span(arguments.data(), arguments.size());
        if (step.has("fails")) {
            // An error of the language that is no trap.
            CHECK(!step.at("fails").text().empty());
            try {
                act(step, allocator, span);
            } catch (const lanner::Trap& trap) {
                throw std::runtime_error(std::string("a trap: ") + trap.what());
            } catch (const lanner::Error&) {
                return;
            }
            throw std::runtime_error("the call did not fail");
        }
        if (step.has("trap")) {
            expect_trap(thrown<lanner::Trap>([&] { act(step, allocator, span); }), step);
            return;
        }
        act(step, allocator, span);
    }

    void act(const Json& step, lanner::Allocator& allocator, lanner::Span<const lanner::Allocator::Argument> arguments)
    {
        const bool has_outcome = !step.has("fails") && !step.has("trap");
        if (step.has("call_text")) {
            const std::string text = allocator.call_text(instance().function(step.at("call_text").text()), arguments);
            CHECK(!has_outcome || text == step.at("text").text());
        } else if (step.has("call_bytes")) {
            const auto bytes = allocator.call_bytes(instance().function(step.at("call_bytes").text()), arguments);
            CHECK(!has_outcome || bytes == from_hexadecimal(step.at("bytes").text()));
        } else {
            const auto results = allocator.call(instance().function(step.at("call_with_text").text()), arguments);
            if (has_outcome) {
                expect_results(results, step.at("results"));
            }
        }
    }

    void write(const Json& what)
    {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(what.at("length").integer()));
        for (std::size_t index = 0; index < bytes.size(); index++) {
            bytes[index] = pattern(index);
        }
        instance().memory().write(static_cast<std::size_t>(what.at("address").integer()), lanner::Bytes(bytes.data(), bytes.size()));
        what.expect_all_known();
    }

    void read(const Json& what)
    {
        const auto bytes = instance().memory().bytes(
            static_cast<std::size_t>(what.at("address").integer()), static_cast<std::size_t>(what.at("length").integer()));
        const bool is_one = what.has("byte");
        for (std::size_t index = 0; index < bytes.size(); index++) {
            CHECK(bytes[index] == (is_one ? static_cast<std::uint8_t>(what.at("byte").integer()) : pattern(index)));
        }
        what.expect_all_known();
    }

    lanner::Store store_;
    lanner::Linker linker_;
    std::optional<lanner::WasiConfig> wasi_;
    std::vector<lanner::Instance> instances_;
    std::vector<fs::path> folders_;
    std::size_t current_ = 0;
    const HostError* made_ = nullptr;
};

void act_out(const fs::path& path)
{
    const Json scenario = Json::parse(file_content(path));
    CHECK(!scenario.at("subject").text().empty());
    lanner::EngineOptions options;
    if (scenario.has("engine")) {
        const Json& engine = scenario.at("engine");
        if (engine.has("interruptible")) {
            options.interruptible(engine.at("interruptible").boolean());
        }
        if (engine.has("fuel")) {
            options.fuel(engine.at("fuel").boolean());
        }
        engine.expect_all_known();
    }
    const lanner::Engine engine(options);
    const lanner::Module module = lanner::Module::from_file(engine, (path.parent_path() / scenario.at("module").text()).string());
    const long long count = scenario.has("threads") ? scenario.at("threads").integer() : 1;
    std::vector<std::string> failures(static_cast<std::size_t>(count));
    std::vector<std::thread> threads;
    for (std::string& failure : failures) {
        // Each thread reads for itself: the reader notes which keys were used.
        threads.emplace_back([&failure, &engine, &module, &path] {
            try {
                const Json own = Json::parse(file_content(path));
                Run run(own, engine, module);
                run.take(own.at("steps"));
            } catch (const std::exception& error) {
                failure = error.what();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string& failure : failures) {
        if (!failure.empty()) {
            throw std::runtime_error(failure);
        }
    }
    for (const char* key : {"imports", "limits", "wasi", "instances", "steps"}) {
        static_cast<void>(scenario.has(key));
    }
    scenario.expect_all_known();
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "usage: scenarios FOLDER\n");
        return 1;
    }
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(arguments[1])) {
        // Those of components are in components.cpp. Calls here wait.
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() == ".json" && name.rfind("component", 0) != 0 && name != "async.json") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    int failed = 0;
    for (const fs::path& path : paths) {
        try {
            act_out(path);
            std::printf("passed: %s\n", path.filename().c_str());
        } catch (const std::exception& error) {
            failed++;
            std::printf("FAILED: %s: %s\n", path.filename().c_str(), error.what());
        }
    }
    std::printf("%zu scenarios, %d failed\n", paths.size(), failed);
    return failed != 0 || paths.empty() ? 1 : 0;
}
