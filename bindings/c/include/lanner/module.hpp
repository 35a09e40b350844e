/* Modules. Included by lanner.hpp. */
#ifndef LANNER_MODULE_HPP
#define LANNER_MODULE_HPP

#include "store.hpp"
#include "types.hpp"

namespace lanner {

/// A module, checked and ready to be instantiated. For all threads at once, and for stores of its engine.
class Module {
public:
    /// Makes a module of bytes in the binary format, or throws with what is wrong with them.
    Module(const Engine& engine, Bytes binary)
        : Module(engine, [binary](wasm_store_t* store) {
              const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(binary));
              return wasm_module_new(store, &vector);
          })
    {
    }

    /// Makes a module of text, or throws with the place and the mistake.
    Module(const Engine& engine, std::string_view text)
        : Module(engine, [text](wasm_store_t* store) { return lanner_module_from_text(store, text.data(), text.size()); })
    {
    }

    Module(const Engine& engine, const char* text) : Module(engine, std::string_view(text)) {}

    /// Makes a module of a file in either format.
    static Module from_file(const Engine& engine, std::string_view path)
    {
        const std::string name = detail::c_string(path, "the path");
        return Module(engine, [&name](wasm_store_t* store) { return lanner_module_from_file(store, name.c_str()); });
    }

    /// Makes a module of what `serialize` has returned.
    static Module deserialize(const Engine& engine, Bytes content)
    {
        return Module(engine, [content](wasm_store_t* store) {
            const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(content));
            return wasm_module_deserialize(store, &vector);
        });
    }

    /// Loads what `save_compiled` has written for an engine with the same options. The file becomes part of the process, outside of any
    /// sandbox: load what this program or its user has written, and nothing else.
    static Module load_compiled(const Engine& engine, std::string_view path)
    {
        const std::string name = detail::c_string(path, "the path");
        return Module(engine, [&name](wasm_store_t* store) { return lanner_module_load_compiled(store, name.c_str()); });
    }

    /// Says what is wrong with bytes in the binary format; nothing when they are a valid module.
    static std::optional<std::string> validate(const Engine& engine, Bytes binary)
    {
        const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(binary));
        const StoreForAMoment store(make_store(engine.get()));
        if (wasm_module_validate(store.get(), &vector)) {
            return std::nullopt;
        }
        return detail::last_error("the validation");
    }

    Module(Module&&) noexcept = default;
    Module& operator=(Module&&) noexcept = default;

    /// What the module imports, in its order.
    std::vector<ImportType> imports() const
    {
        const Obtained obtained(*this);
        struct Vector {
            wasm_importtype_vec_t types = {0, nullptr};
            ~Vector() { wasm_importtype_vec_delete(&types); }
        } vector;
        wasm_module_imports(obtained.module.get(), &vector.types);
        std::vector<ImportType> result;
        result.reserve(vector.types.size);
        for (std::size_t index = 0; index < vector.types.size; index++) {
            const wasm_importtype_t* type = vector.types.data[index];
            result.push_back(ImportType{
                detail::text_of(wasm_importtype_module(type)), detail::text_of(wasm_importtype_name(type)),
                detail::describe(wasm_importtype_type(type))});
        }
        return result;
    }

    /// What the module exports, in its order.
    std::vector<ExportType> exports() const
    {
        const Obtained obtained(*this);
        struct Vector {
            wasm_exporttype_vec_t types = {0, nullptr};
            ~Vector() { wasm_exporttype_vec_delete(&types); }
        } vector;
        wasm_module_exports(obtained.module.get(), &vector.types);
        std::vector<ExportType> result;
        result.reserve(vector.types.size);
        for (std::size_t index = 0; index < vector.types.size; index++) {
            const wasm_exporttype_t* type = vector.types.data[index];
            result.push_back(ExportType{detail::text_of(wasm_exporttype_name(type)), detail::describe(wasm_exporttype_type(type))});
        }
        return result;
    }

    /// Bytes of which `deserialize` makes the module again, in any process and on any machine.
    std::vector<std::uint8_t> serialize() const
    {
        const Obtained obtained(*this);
        detail::ByteVector content;
        wasm_module_serialize(obtained.module.get(), content.out());
        return std::vector<std::uint8_t>(content.view().begin(), content.view().end());
    }

    /// Compiles the module and writes what came out into a file, for `load_compiled`.
    void save_compiled(std::string_view path) const
    {
        const std::string name = detail::c_string(path, "the path");
        const Obtained obtained(*this);
        detail::done(lanner_module_save_compiled(obtained.module.get(), name.c_str()), "writing the compiled module");
    }

private:
    friend class Instance;
    friend class Linker;

    using ModulePointer = std::unique_ptr<wasm_module_t, detail::Deleter<wasm_module_delete>>;
    using StoreForAMoment = std::unique_ptr<wasm_store_t, detail::Deleter<wasm_store_delete>>;

    template <class Make, class = decltype(std::declval<Make>()(static_cast<wasm_store_t*>(nullptr)))>
    Module(const Engine& engine, const Make& make) : engine_(engine.pointer_)
    {
        const StoreForAMoment store(make_store(engine.get()));
        const ModulePointer module(detail::made(make(store.get()), "making the module"));
        pointer_.reset(detail::made(wasm_module_share(module.get()), "sharing the module"));
    }

    static wasm_store_t* make_store(wasm_engine_t* engine) { return detail::made(wasm_store_new(engine), "making a store"); }

    /// The module in a store, as the functions of the C API want it.
    ModulePointer in(wasm_store_t* store) const
    {
        if (pointer_ == nullptr) {
            throw Error("the module was moved away");
        }
        return ModulePointer(detail::made(wasm_module_obtain(store, pointer_.get()), "obtaining the module"));
    }

    struct Obtained {
        explicit Obtained(const Module& shared) : store(make_store(shared.engine_.get())), module(shared.in(store.get())) {}
        StoreForAMoment store;
        ModulePointer module;
    };

    std::shared_ptr<wasm_engine_t> engine_;
    std::unique_ptr<wasm_shared_module_t, detail::Deleter<wasm_shared_module_delete>> pointer_;
};

}  // namespace lanner

#endif
