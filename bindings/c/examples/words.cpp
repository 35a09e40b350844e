// Counts words by a component, samples/components/words-rust.wasm:
//
//   words COMPONENT
#include <iostream>

#include <lanner.hpp>

// The record `word-count` of the component.
struct WordCount {
    std::string word;
    unsigned count;
};

template <>
struct lanner::ComponentType<WordCount> {
    static ComponentValue write(const WordCount& value) { return ComponentValue::record({{"word", value.word}, {"count", value.count}}); }

    static WordCount read(const ComponentValue& value)
    {
        return WordCount{value["word"].as<std::string>(), value["count"].as<unsigned>()};
    }
};

int main(int count, char** arguments)
{
    if (count != 2) {
        std::cerr << "usage: words COMPONENT\n";
        return 1;
    }
    lanner::Engine engine;
    lanner::Store store(engine);
    lanner::ComponentLinker linker(store);
    const lanner::ComponentInstance words = linker.instantiate(lanner::Component::from_file(engine, arguments[1]));
    for (const WordCount& found : words.call<std::vector<WordCount>>("count", "the host and the guest")) {
        std::cout << found.word << " " << found.count << "\n";
    }
}
