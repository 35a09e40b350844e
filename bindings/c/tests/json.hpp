// As much of JSON as the scenarios need. Each key has to be asked for, so that a scenario with a key that nobody knows fails.
#ifndef JSON_HPP
#define JSON_HPP

#include <cctype>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

class Json {
public:
    enum class Kind { null, boolean, number, text, list, object };

    static Json parse(const std::string& source)
    {
        Parser parser{source, 0};
        Json value = parser.value();
        parser.space();
        if (parser.at != source.size()) {
            parser.fail("the end");
        }
        return value;
    }

    Kind kind = Kind::null;

    bool is_null() const { return kind == Kind::null; }
    bool boolean() const { return need(Kind::boolean).boolean_; }
    double number() const { return need(Kind::number).number_; }
    long long integer() const { return std::atoll(need(Kind::number).text_.c_str()); }
    const std::string& text() const { return need(Kind::text).text_; }
    const std::vector<Json>& list() const { return need(Kind::list).list_; }
    const std::map<std::string, Json>& object() const { return need(Kind::object).object_; }

    bool has(const std::string& key) const
    {
        used_.insert(key);
        return need(Kind::object).object_.count(key) != 0;
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
    const Json& need(Kind wanted) const
    {
        if (kind != wanted) {
            throw std::runtime_error("a value of JSON is of another kind");
        }
        return *this;
    }

    struct Parser {
        const std::string& source;
        std::size_t at;

        [[noreturn]] void fail(const std::string& expected) const
        {
            throw std::runtime_error(expected + " was expected at byte " + std::to_string(at));
        }

        void space()
        {
            while (at < source.size() && std::isspace(static_cast<unsigned char>(source[at])) != 0) {
                at++;
            }
        }

        char peek()
        {
            space();
            return at < source.size() ? source[at] : '\0';
        }

        void take(char wanted)
        {
            if (peek() != wanted) {
                fail(std::string(1, wanted));
            }
            at++;
        }

        bool take_if(char wanted)
        {
            if (peek() != wanted) {
                return false;
            }
            at++;
            return true;
        }

        void word(const std::string& wanted)
        {
            if (source.compare(at, wanted.size(), wanted) != 0) {
                fail(wanted);
            }
            at += wanted.size();
        }

        Json value()
        {
            Json result;
            switch (peek()) {
            case '{':
                result.kind = Kind::object;
                take('{');
                if (!take_if('}')) {
                    do {
                        std::string key = string();
                        take(':');
                        result.object_.emplace(std::move(key), value());
                    } while (take_if(','));
                    take('}');
                }
                return result;
            case '[':
                result.kind = Kind::list;
                take('[');
                if (!take_if(']')) {
                    do {
                        result.list_.push_back(value());
                    } while (take_if(','));
                    take(']');
                }
                return result;
            case '"':
                result.kind = Kind::text;
                result.text_ = string();
                return result;
            case 't': word("true"); result.kind = Kind::boolean; result.boolean_ = true; return result;
            case 'f': word("false"); result.kind = Kind::boolean; return result;
            case 'n': word("null"); return result;
            default: return digits();
            }
        }

        Json digits()
        {
            const std::size_t start = at;
            while (at < source.size() && std::string("+-.eE0123456789").find(source[at]) != std::string::npos) {
                at++;
            }
            if (at == start) {
                fail("a value");
            }
            Json result;
            result.kind = Kind::number;
            result.text_ = source.substr(start, at - start);
            result.number_ = std::atof(result.text_.c_str());
            return result;
        }

        unsigned code()
        {
            if (source.size() - at < 4) {
                fail("four hexadecimal digits");
            }
            const unsigned number = static_cast<unsigned>(std::stoul(source.substr(at, 4), nullptr, 16));
            at += 4;
            return number;
        }

        static void append(std::string& text, unsigned code)
        {
            const auto byte = [&text](unsigned number) { text += static_cast<char>(static_cast<unsigned char>(number)); };
            if (code < 0x80) {
                byte(code);
            } else if (code < 0x800) {
                byte(0xc0 | code >> 6);
                byte(0x80 | (code & 0x3f));
            } else if (code < 0x10000) {
                byte(0xe0 | code >> 12);
                byte(0x80 | (code >> 6 & 0x3f));
                byte(0x80 | (code & 0x3f));
            } else {
                byte(0xf0 | code >> 18);
                byte(0x80 | (code >> 12 & 0x3f));
                byte(0x80 | (code >> 6 & 0x3f));
                byte(0x80 | (code & 0x3f));
            }
        }

        std::string string()
        {
            std::string text;
            take('"');
            while (at < source.size() && source[at] != '"') {
                if (source[at] != '\\') {
                    text += source[at++];
                    continue;
                }
                at++;
                const char escape = at < source.size() ? source[at++] : '\0';
                switch (escape) {
                case 'n': text += '\n'; break;
                case 't': text += '\t'; break;
                case 'r': text += '\r'; break;
                case 'b': text += '\b'; break;
                case 'f': text += '\f'; break;
                case '"': case '\\': case '/': text += escape; break;
                case 'u': {
                    unsigned number = code();
                    if (number >= 0xd800 && number < 0xdc00) {
                        word("\\u");
                        number = 0x10000 + ((number - 0xd800) << 10) + (code() - 0xdc00);
                    }
                    append(text, number);
                    break;
                }
                default: fail("an escape");
                }
            }
            take('"');
            return text;
        }
    };

    bool boolean_ = false;
    double number_ = 0;
    std::string text_;
    std::vector<Json> list_;
    std::map<std::string, Json> object_;
    mutable std::set<std::string> used_;
};

#endif
