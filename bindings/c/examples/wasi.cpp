#include <iostream>

#include <lanner.hpp>

// Runs a program of WASI, with what it is granted and nothing else.
int main(int count, char** arguments)
{
    if (count < 3) {
        std::cerr << "usage: wasi PROGRAM.wasm DIRECTORY [ARGUMENT...]\n";
        return 2;
    }
    lanner::Engine engine;
    lanner::WasiConfig wasi;
    wasi.add_argument("program").add_directory(arguments[2], "/data").set_input("text").capture();
    for (int index = 3; index < count; index++) {
        wasi.add_argument(arguments[index]);
    }
    lanner::Linker linker(engine);
    linker.define_wasi(wasi);
    lanner::Store store(engine);
    const int status = linker.instantiate(store, lanner::Module::from_file(engine, arguments[1])).run();
    std::cout << wasi.output();
    std::cerr << wasi.error();
    return status;
}
