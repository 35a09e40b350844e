// A scenario, which the library's own reader has read. Each key has to be asked for, so that a scenario with a key that nobody knows fails.
#ifndef JSON_HPP
#define JSON_HPP

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "lanner.hpp"

class Json {
public:
    explicit Json(lanner::ComponentValue value) : value_(std::move(value))
    {
        if (value_.is_list()) {
            for (const lanner::ComponentValue& element : value_.as_list()) {
                list_.emplace_back(element);
            }
        } else if (value_.is_record()) {
            for (const auto& [name, field] : value_.as_record()) {
                object_.emplace(name, field);
            }
        }
    }

    static Json parse(const std::string& source) { return Json(lanner::ComponentValue::parse(source)); }

    bool is_null() const { return value_.is_null(); }
    bool is_text() const { return value_.is_text(); }
    bool boolean() const { return value_.as_bool(); }
    double number() const { return value_.as_number(); }
    long long integer() const { return value_.as_integer<std::int64_t>(); }
    const std::string& text() const { return value_.as_text(); }

    const std::vector<Json>& list() const
    {
        value_.as_list();
        return list_;
    }

    const std::map<std::string, Json>& object() const
    {
        value_.as_record();
        return object_;
    }

    bool has(const std::string& key) const
    {
        used_.insert(key);
        return object().count(key) != 0;
    }

    const Json& at(const std::string& key) const
    {
        if (!has(key)) {
            throw std::runtime_error("there is no key " + key);
        }
        return object_.at(key);
    }

    // Fails when the object has a key that nobody has asked for.
    void expect_all_known() const
    {
        for (const auto& entry : object()) {
            if (used_.count(entry.first) == 0) {
                throw std::runtime_error("a key that the runner does not know: " + entry.first);
            }
        }
    }

private:
    lanner::ComponentValue value_;
    std::vector<Json> list_;
    std::map<std::string, Json> object_;
    mutable std::set<std::string> used_;
};

#endif
