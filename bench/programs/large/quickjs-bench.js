"use strict";
// A little of everything that JavaScript programs do. Uses neither the clock nor Math.random.

let seed = 12345;
function random(bound) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % bound;
}

// Classes, inheritance, accessors, private state.
class Shape {
    #size;
    constructor(size) { this.#size = size; }
    get size() { return this.#size; }
    grow(by) { this.#size += by; return this; }
    area() { return 0; }
}
class Square extends Shape { area() { return this.size ** 2; } }
class Circle extends Shape { area() { return 3.25 * this.size * this.size; } }
let total = 0;
for (let round = 0; round < scale * 5000; round++) {
    const shape = round % 3 === 0 ? new Circle(round % 17) : new Square(round % 13);
    total += shape.grow(1).area();
}
print("areas", total);

// Closures and functions of higher order.
const numbers = Array.from({ length: scale * 1000 }, () => random(100000));
print("pipeline", numbers.map(number => number * 3).filter(number => number % 2 === 0).reduce((sum, number) => sum + number, 0));

// Sorting, with comparison and by text.
const records = numbers.map((key, index) => ({ key, name: `name-${String(key * 7919 % 100000).padStart(5, "0")}`, index }));
records.sort((left, right) => left.key - right.key || left.index - right.index);
print("smallest", JSON.stringify(records[0]));
print("last name", records.map(record => record.name).sort().at(-1));

// Strings and regular expressions.
const words = ["falcon", "kestrel", "merlin", "hobby", "saker"];
const text = Array.from({ length: scale * 800 }, () => words[random(5)] + random(100)).join(" ");
const counts = new Map();
for (const [, word] of text.matchAll(/([a-z]+)\d*/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
print("counts", [...counts].sort().map(entry => entry.join("=")).join(" "));
const replaced = text.replace(/([a-z]+)(\d+)/g, (all, name, number) => number > 50 ? number + name.toUpperCase() : all);
let hash = 0;
for (let index = 0; index < replaced.length; index++) hash = (Math.imul(hash, 31) + replaced.charCodeAt(index)) | 0;
print("replaced", replaced.length, hash);
print("split", text.split(/[ 0-5]+/).length, [...text].filter(character => character > "m").length);

// JSON there and back.
const document = { list: records.slice(0, scale * 100), nested: { deep: [[[1.5, -2e10, null, true, "\u00e9\u{1f985}"]]] } };
const printed = JSON.stringify(document);
print("json", printed.length, JSON.stringify(JSON.parse(printed)) === printed);

// Typed arrays: a sieve and a matrix.
const composite = new Uint8Array(scale * 20000);
let primes = 0;
for (let candidate = 2; candidate < composite.length; candidate++) {
    if (composite[candidate]) continue;
    primes++;
    for (let multiple = candidate * candidate; multiple < composite.length; multiple += candidate) composite[multiple] = 1;
}
print("primes", primes);
const size = 50;
const left = new Float64Array(size * size).map((_, index) => index % 10 / 4), right = left.map((value, index) => value - index % 3);
let trace = 0;
for (let round = 0; round < scale / 2; round++) {
    for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
            let sum = 0;
            for (let inner = 0; inner < size; inner++) sum += left[row * size + inner] * right[inner * size + column];
            if (row === column) trace += sum;
        }
    }
}
print("trace", trace);

// Generators, destructuring, spreading, exceptions, sets, symbols.
function* fibonacci() {
    let [current, next] = [0n, 1n];
    for (;;) {
        yield current;
        [current, next] = [next, current + next];
    }
}
let index = 0;
for (const number of fibonacci()) {
    if (++index === scale * 40) {
        print("fibonacci", String(number).length, String(number % 1000000007n));
        break;
    }
}
let caught = 0;
for (let round = 0; round < scale * 500; round++) {
    try {
        if (round % 3 === 0) throw new RangeError(`round ${round}`);
        null.property;
    } catch (error) {
        caught += error instanceof RangeError ? error.message.length : 1;
    } finally {
        caught++;
    }
}
print("caught", caught);
print("distinct", new Set(numbers.map(number => number % 1009)).size);

// Garbage: trees that live briefly.
const tree = depth => depth === 0 ? {} : { left: tree(depth - 1), right: tree(depth - 1) };
const count = node => node.left ? 1 + count(node.left) + count(node.right) : 1;
let nodes = 0;
for (let round = 0; round < scale * 2; round++) nodes += count(tree(8));
print("nodes", nodes);
