using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Lanner.Admission;
using Lanner.Components.Binary;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Structure;
using Lanner.Components.Text;
using Lanner.Components.Text.Printing;
using Lanner.Components.Validation;
using Lanner.Text;

namespace Lanner.Components;

/// <summary>A component of the component model: decoded and validated. Immutable and thread-safe.</summary>
public sealed partial class Component
{
    internal const string NeedsJit =
        "Modules are compiled while the program runs, which needs the JIT of the runtime.";

    private readonly ConcurrentDictionary<CoreModuleDefinition, Lazy<Module>> _modules = new(ReferenceEqualityComparer.Instance);

    private Component(Engine engine, ValidatedComponent validated)
    {
        Engine = engine;
        Validated = validated;
        CoreModules = [.. ModulesOf(validated.Definition).Select(module => BytesOf(module))];
        Plans = new PlanCache(AdapterBudget.ForSize(Binary.Length));
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>The type: what the component imports, and what its instances export.</summary>
    public ComponentType Type => Validated.Type;

    /// <summary>The imports, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Imports => Type.Imports;

    /// <summary>The exports of an instance, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Exports => Type.Exports;

    /// <summary>The component in the binary format: what it was made of, or what its text was translated to.</summary>
    public ReadOnlyMemory<byte> Binary => Validated.Definition.Bytes;

    /// <summary>The core modules of the component and of those in it, in the binary format, in their order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CoreModules { get; }

    /// <summary>True if a core module of the component, or of one in it, has a start function, so that code of the component may run
    /// while an instance is made. What it imports is not looked at.</summary>
    public bool HasStartFunction => ModulesOf(Validated.Definition).Any(module => module.Module.StartFunction is not null);

    /// <summary>The definitions with their types.</summary>
    internal ValidatedComponent Validated { get; }

    /// <summary>The plans for the types of its functions.</summary>
    internal PlanCache Plans { get; }

    /// <summary>A core module of the component, or of one in it, which is compiled once.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "A library has its modules; who makes components of bytes is told.")]
    internal Module ModuleOf(CoreModuleDefinition definition) => _modules.GetOrAdd(
        definition,
        module => new Lazy<Module>(
            () => Module.FromBinary(Engine, BytesOf(module)))).Value;

    private ReadOnlyMemory<byte> BytesOf(CoreModuleDefinition module) =>
        Validated.Definition.Bytes.Slice(module.Range.Offset, module.Range.Length);

    private static IEnumerable<CoreModuleDefinition> ModulesOf(ComponentDefinition component)
    {
        foreach (var definition in component.Definitions)
        {
            switch (definition)
            {
                case CoreModuleDefinition module:
                    yield return module;
                    break;
                case NestedComponentDefinition { Component: var nested }:
                    foreach (var module in ModulesOf(nested))
                    {
                        yield return module;
                    }

                    break;
            }
        }
    }

    /// <summary>Tells components from core modules, in the binary format by the layer in its first eight bytes, in the text format by the
    /// first word.</summary>
    /// <param name="bytes">A component or something else, from its beginning.</param>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("\0asm"u8) ? bytes.Length >= 8 && bytes[6] == 1 && bytes[7] == 0 : TextComponent.IsComponent(bytes);

    /// <summary>Makes a component from the binary format.</summary>
    /// <param name="engine">The engine, whose features and limits hold for the modules in the component too.</param>
    /// <param name="bytes">The component. It is copied, so that what happens to the bytes afterwards does not matter.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a component.</exception>
    /// <exception cref="InvalidModuleException">The component is not valid.</exception>
    /// <exception cref="ResourceLimitException">The component is too large, or takes too long.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Component FromBinary(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var admission = new ModuleAdmission(engine.Options.Limits);
        return new Component(engine, Check(engine.Options.Features, bytes.ToArray(), admission));
    }

    /// <summary>Makes a component from the text format.</summary>
    /// <param name="engine">The engine, whose features and limits hold for the modules in the component too.</param>
    /// <param name="text">The component, such as <c>(component …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a component; the exception says where it is wrong.</exception>
    /// <exception cref="InvalidModuleException">The component is not valid; the exception says where it is wrong.</exception>
    /// <exception cref="ResourceLimitException">The component is too large, or takes too long.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public static Component FromText(Engine engine, string text)
    {
        var admission = Admit(engine, text);
        var utf8 = TextModule.Encode(text);
        var binary = TextComponent.ToBinary(utf8, engine.Options.Features, admission);
        try
        {
            return new Component(engine, Check(engine.Options.Features, binary, admission));
        }
        catch (LannerException error) when (error is InvalidModuleException or MalformedModuleException)
        {
            throw TextComponent.Locate(utf8, engine.Options.Features, error, admission);
        }
    }

    /// <summary>Says whether bytes are a valid component, without making one.</summary>
    /// <param name="engine">The engine, whose features decide.</param>
    /// <param name="bytes">The component in the binary format.</param>
    /// <returns>The description of the mistake, or null when the component is valid.</returns>
    public static string? Validate(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            Check(engine.Options.Features, bytes, new ModuleAdmission(engine.Options.Limits));
            return null;
        }
        catch (LannerException error)
        {
            return error.Message;
        }
    }

    /// <summary>Translates a component from the text format to the binary format. Identifiers go into its name section. That says nothing
    /// about whether the component is valid.</summary>
    /// <param name="engine">The engine, whose features and limits hold.</param>
    /// <param name="text">The component, such as <c>(component …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a component; the exception says where it is wrong.</exception>
    /// <exception cref="ResourceLimitException">The component is too large, or takes too long.</exception>
    public static byte[] ToBinary(Engine engine, string text)
    {
        var admission = Admit(engine, text);
        return TextComponent.ToBinary(TextModule.Encode(text), engine.Options.Features, admission);
    }

    /// <summary>Translates a component from the binary format to the text format.</summary>
    /// <param name="engine">The engine, whose features and limits hold.</param>
    /// <param name="bytes">The component. It need not be valid.</param>
    /// <returns>The text, a definition a line.</returns>
    /// <exception cref="MalformedModuleException">The bytes are not a component.</exception>
    /// <exception cref="InvalidModuleException">An index of a core type means nothing.</exception>
    /// <exception cref="ResourceLimitException">The component is too large, or the text would be much longer than those of other
    /// components of this size.</exception>
    public static string Print(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckSize(bytes.Length);
        var definition = ComponentDecoder.Decode(bytes, engine.Options.Features, admission);
        return ComponentPrinter.Print(definition, engine.Options);
    }

    private static ModuleAdmission Admit(Engine engine, string text)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(text);
        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckText(text.Length);
        return admission;
    }

    private static ValidatedComponent Check(
        WasmFeatures features, ReadOnlyMemory<byte> bytes, ModuleAdmission admission, bool areModulesValid = false)
    {
        admission.CheckSize(bytes.Length);
        ComponentDefinition definition = ComponentDecoder.Decode(bytes, features, admission);
        return ComponentValidator.Validate(definition, admission, areModulesValid);
    }
}
