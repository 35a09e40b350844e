// Conway's game of life in AssemblyScript: a module of exported functions without a `_start`, for `--invoke`.
// Printing goes through one WASI function that is declared by hand, so nothing else is imported.

@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(descriptor: i32, vectors: usize, count: i32, written: usize): i32;

const WIDTH: i32 = 32;
const HEIGHT: i32 = 16;

let cells = new StaticArray<u8>(WIDTH * HEIGHT);
let next = new StaticArray<u8>(WIDTH * HEIGHT);
let generation: i32 = 0;

const line = memory.data(WIDTH + 1);
const vector = memory.data(8, 4);
const written = memory.data(4, 4);

// The world has no edge: it is a torus.
function at(x: i32, y: i32): i32 {
  return cells[((y + HEIGHT) % HEIGHT) * WIDTH + (x + WIDTH) % WIDTH];
}

/** Fills the world from a seed; zero places one glider. */
export function reset(seed: i32): void {
  generation = 0;
  for (let index = 0; index < WIDTH * HEIGHT; index++) cells[index] = 0;
  if (seed == 0) {
    cells[1] = 1;
    cells[WIDTH + 2] = 1;
    cells[2 * WIDTH] = 1;
    cells[2 * WIDTH + 1] = 1;
    cells[2 * WIDTH + 2] = 1;
    return;
  }
  let state: u32 = seed;
  for (let index = 0; index < WIDTH * HEIGHT; index++) {
    state = state * 1664525 + 1013904223;
    cells[index] = u8((state >> 24) % 3 == 0);
  }
}

/** Lets some generations pass and returns how many cells are alive. */
export function step(generations: i32): i32 {
  for (let count = 0; count < generations; count++) {
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const neighbours = at(x - 1, y - 1) + at(x, y - 1) + at(x + 1, y - 1) + at(x - 1, y) +
          at(x + 1, y) + at(x - 1, y + 1) + at(x, y + 1) + at(x + 1, y + 1);
        next[y * WIDTH + x] = u8(neighbours == 3 || (neighbours == 2 && cells[y * WIDTH + x] != 0));
      }
    }
    const swap = cells;
    cells = next;
    next = swap;
    generation++;
  }
  return population();
}

/** How many cells are alive. */
export function population(): i32 {
  let alive = 0;
  for (let index = 0; index < WIDTH * HEIGHT; index++) alive += cells[index];
  return alive;
}

/** A number that identifies the whole world. */
export function fingerprint(): i64 {
  let hash: i64 = generation;
  for (let index = 0; index < WIDTH * HEIGHT; index++) hash = hash * 0x100000001b3 + cells[index];
  return hash;
}

/** The share of living cells. */
export function density(): f64 {
  return f64(population()) / f64(WIDTH * HEIGHT);
}

/** Prints the world, one line for each row. */
export function show(): void {
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) store<u8>(line + x, cells[y * WIDTH + x] != 0 ? 0x23 : 0x2e);
    store<u8>(line + WIDTH, 0x0a);
    store<u32>(vector, u32(line));
    store<u32>(vector + 4, WIDTH + 1);
    fd_write(1, vector, 1, written);
  }
}

/** Everything at once: what `life.expected` holds is what this prints for seed 1 and 100 generations. */
export function run(seed: i32, generations: i32): i32 {
  reset(seed);
  step(generations);
  show();
  return population();
}
