// Counts words, as words.wit says: the same component as words.c, in JavaScript.

class Counter {
    #counts = new Map();

    add(text) {
        const words = text.match(/[A-Za-z0-9\u0080-\uffff]+/g) ?? [];
        for (const word of words) {
            // ASCII letters only, as everywhere.
            const small = word.replace(/[A-Z]/g, letter => letter.toLowerCase());
            this.#counts.set(small, (this.#counts.get(small) ?? 0) + 1);
        }
        return words.length;
    }

    top(limit) {
        return [...this.#counts]
            .map(([word, count]) => ({ word, count }))
            .sort((one, other) => other.count - one.count || compare([...one.word], [...other.word]))
            .slice(0, limit);
    }

    longest() {
        const lengths = this.top(Infinity).map(({ word }) => [...word].length);
        return lengths.length ? this.top(Infinity)[lengths.indexOf(Math.max(...lengths))].word : null;
    }
}

// The order of code points is that of the bytes of UTF-8, but not that of UTF-16.
function compare(one, other) {
    for (let index = 0; index < one.length && index < other.length; index++) {
        const difference = one[index].codePointAt(0) - other[index].codePointAt(0);
        if (difference) {
            return difference;
        }
    }
    return one.length - other.length;
}

export const words = {
    Counter,

    count(text) {
        const counter = new Counter();
        counter.add(text);
        return counter.top(Infinity);
    },
};
