// What the tests have in common.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

#include "lanner.hpp"

#define CHECK(...)                                                                                        \
    do {                                                                                                  \
        if (!(__VA_ARGS__)) {                                                                             \
            throw std::runtime_error(std::string(__FILE__) + ":" + std::to_string(__LINE__) + ": not so: " #__VA_ARGS__); \
        }                                                                                                 \
    } while (false)

// The exception of a kind that something throws; fails when it throws none, or another.
template <class E, class F>
E thrown(F&& action)
{
    try {
        action();
    } catch (const E& error) {
        return error;
    }
    throw std::runtime_error(std::string("nothing was thrown; expected was ") + typeid(E).name());
}

// Fails unless something throws an Error whose message contains a text.
template <class F>
void fails_with(const std::string& text, F&& action)
{
    const std::string message = thrown<lanner::Error>(std::forward<F>(action)).what();
    if (message.find(text) == std::string::npos) {
        throw std::runtime_error("the message is \"" + message + "\"; \"" + text + "\" was expected in it");
    }
}

using Test = std::pair<const char*, void (*)()>;

// Runs tests, or the one that is named, and returns the status of the program.
inline int run_tests(const std::vector<Test>& tests, int count, char** arguments)
{
    int failed = 0;
    int done = 0;
    for (const Test& test : tests) {
        if (count > 1 && std::string(arguments[1]) != test.first) {
            continue;
        }
        done++;
        try {
            test.second();
            std::printf("passed: %s\n", test.first);
        } catch (const std::exception& error) {
            failed++;
            std::printf("FAILED: %s: %s\n", test.first, error.what());
        }
        std::fflush(stdout);
    }
    std::printf("%d tests, %d failed\n", done, failed);
    return failed != 0 || done == 0 ? 1 : 0;
}

#endif
