// C++ with exceptions and the standard library: what is thrown, caught, rethrown and cleaned up, in our code and out of the library; streams, strings, containers, regular expressions.
#include <algorithm>
#include <exception>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace
{
// Says when it goes, so that the order of cleaning up is seen.
class Witness
{
public:
    explicit Witness(std::string name) : name_(std::move(name)) {}
    ~Witness() { std::cout << "  " << name_ << " goes, " << std::uncaught_exceptions() << " in flight\n"; }
    Witness(const Witness &) = delete;
    Witness &operator=(const Witness &) = delete;

private:
    std::string name_;
};

class ParseError : public std::runtime_error
{
public:
    ParseError(const std::string &what, std::size_t position) : std::runtime_error(what), position(position) {}
    std::size_t position;
};

// Sums and products of numbers and parentheses, by recursive descent; errors are exceptions from deep inside.
class Parser
{
public:
    explicit Parser(std::string text) : text_(std::move(text)) {}

    double whole()
    {
        const double value = sum();
        if (at_ != text_.size())
            throw ParseError("something follows", at_);
        return value;
    }

private:
    double sum()
    {
        double value = product();
        while (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-'))
            value = text_[at_++] == '+' ? value + product() : value - product();
        return value;
    }

    double product()
    {
        double value = factor();
        while (at_ < text_.size() && (text_[at_] == '*' || text_[at_] == '/'))
        {
            const bool times = text_[at_++] == '*';
            const double other = factor();
            if (!times && other == 0)
                throw std::domain_error("division by zero");
            value = times ? value * other : value / other;
        }
        return value;
    }

    double factor()
    {
        if (text_.at(at_) == '(')
        {
            at_++;
            const double value = sum();
            if (at_ == text_.size() || text_[at_] != ')')
                throw ParseError("a parenthesis is missing", at_);
            at_++;
            return value;
        }
        std::size_t length = 0;
        const double value = std::stod(text_.substr(at_), &length);
        at_ += length;
        return value;
    }

    std::string text_;
    std::size_t at_ = 0;
};

void evaluate(const std::string &text)
{
    std::cout << std::setw(12) << std::left << text << " ";
    try
    {
        std::cout << Parser(text).whole() << '\n';
    }
    catch (const ParseError &error)
    {
        std::cout << error.what() << " at " << error.position << '\n';
    }
    catch (const std::out_of_range &)
    {
        std::cout << "it ends too early\n";
    }
    catch (const std::invalid_argument &)
    {
        std::cout << "it is no number\n";
    }
    catch (const std::logic_error &error)
    {
        std::cout << "logic: " << error.what() << '\n';
    }
}

int depth(int levels)
{
    Witness witness("level " + std::to_string(levels));
    if (levels == 0)
        throw 42;
    return depth(levels - 1) + 1;
}

void nested()
{
    try
    {
        throw std::invalid_argument("the cause");
    }
    catch (...)
    {
        std::throw_with_nested(std::runtime_error("the consequence"));
    }
}
}

int main()
{
    for (const char *text : {"1+2*3", "(1+2)*3", "1/(2-2)", "(1", "1)", "2*x", "2*"})
        evaluate(text);

    try
    {
        depth(3);
    }
    catch (int number)
    {
        std::cout << "caught " << number << '\n';
    }

    try
    {
        nested();
    }
    catch (const std::exception &outer)
    {
        std::cout << outer.what();
        try
        {
            std::rethrow_if_nested(outer);
        }
        catch (const std::exception &inner)
        {
            std::cout << " of " << inner.what() << '\n';
        }
    }

    // What the library throws.
    const std::vector<std::function<void()>> attempts = {
        [] { (void)std::vector<int>(3).at(3); },
        [] { (void)std::string("short").substr(9); },
        [] { (void)std::map<int, int>().at(1); },
        [] { (void)std::optional<int>().value(); },
        [] { (void)std::get<int>(std::variant<int, std::string>("text")); },
        [] { std::function<void()>()(); },
        [] { std::regex("("); },
        [] { (void)std::stoi("none"); },
        [] { std::vector<int>().reserve(static_cast<std::size_t>(-1)); },
        [] { (void)dynamic_cast<const ParseError &>(static_cast<const std::exception &>(std::runtime_error("other"))); },
        [] { std::istringstream stream("text"); stream.exceptions(std::ios::failbit); int number; stream >> number; },
    };
    for (const auto &attempt : attempts)
    {
        try
        {
            attempt();
            std::cout << "nothing\n";
        }
        catch (const std::bad_optional_access &) { std::cout << "bad_optional_access\n"; }
        catch (const std::bad_variant_access &) { std::cout << "bad_variant_access\n"; }
        catch (const std::bad_function_call &) { std::cout << "bad_function_call\n"; }
        catch (const std::bad_cast &) { std::cout << "bad_cast\n"; }
        catch (const std::regex_error &) { std::cout << "regex_error\n"; }
        catch (const std::ios_base::failure &) { std::cout << "failure\n"; }
        catch (const std::out_of_range &) { std::cout << "out_of_range\n"; }
        catch (const std::invalid_argument &) { std::cout << "invalid_argument\n"; }
        catch (const std::length_error &) { std::cout << "length_error\n"; }
        catch (const std::exception &other) { std::cout << other.what() << '\n'; }
    }

    // An exception that is kept, and thrown again later.
    std::exception_ptr kept;
    try
    {
        throw std::make_unique<int>(7);
    }
    catch (...)
    {
        kept = std::current_exception();
    }
    try
    {
        std::rethrow_exception(kept);
    }
    catch (const std::unique_ptr<int> &pointer)
    {
        std::cout << "kept " << *pointer << '\n';
    }

    // A hundred thousand of them.
    long caught = 0;
    for (int index = 0; index < 100000; index++)
    {
        try
        {
            if (index % 3 == 0)
                throw index;
        }
        catch (int value)
        {
            caught += value;
        }
    }
    std::cout << "sum " << caught << '\n';

    const std::string text = "one two three two one two";
    std::map<std::string, int> counts;
    const std::regex word("[a-z]+");
    for (std::sregex_iterator match(text.begin(), text.end(), word), end; match != end; ++match)
        counts[match->str()]++;
    for (const auto &[name, count] : counts)
        std::cout << std::right << std::setw(6) << name << ' ' << count << '\n';
}
