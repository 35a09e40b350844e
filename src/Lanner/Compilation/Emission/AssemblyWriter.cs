using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Lanner.Abi;
using Lanner.Compilation.Aggregates;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Writes one assembly of a compiled module: the class of its functions and, in the first part, the state class. The same bytes
/// can be loaded into this process or saved for ahead-of-time compilation. In a library these classes stand among others.</summary>
internal sealed class AssemblyWriter
{
    private readonly int _part;
    private readonly FunctionNames _names;
    private readonly int _stateType;
    private readonly Dictionary<int, int> _functionClasses = [];
    private readonly MethodBodies _bodies;

    /// <summary>The number of methods of the assembly that stand before the functions.</summary>
    private readonly int _methodsBefore;

    /// <summary>The place of the class of functions among the types that the assembly defines; that of the state, and at last that of
    /// functions with large frames, come behind it.</summary>
    private readonly int _functionClass;

    private readonly int _firstFunction;
    private readonly int _endFunction;
    private readonly List<(int Index, string Name, FunctionType Type, EmittedFunction Function)> _largeFunctions = [];
    private int _firstLargeFunction;

    /// <param name="layout">The module.</param>
    /// <param name="names">The names of its methods.</param>
    /// <param name="part">The part to write.</param>
    /// <param name="cancellation">Ends it, also in the midst of a function, with <see cref="OperationCanceledException"/>.</param>
    internal AssemblyWriter(ModuleLayout layout, FunctionNames names, int part, CancellationToken cancellation = default)
        : this(layout, names, part, new MetadataWriter(), new MethodBodies(), cancellation)
    {
    }

    /// <param name="layout">The module.</param>
    /// <param name="names">The names of its methods.</param>
    /// <param name="part">The part to write.</param>
    /// <param name="metadata">The metadata of the assembly, with what is there before, if there is anything.</param>
    /// <param name="bodies">The bodies of its methods.</param>
    /// <param name="cancellation">Ends it, also in the midst of a function, with <see cref="OperationCanceledException"/>.</param>
    internal AssemblyWriter(
        ModuleLayout layout, FunctionNames names, int part, MetadataWriter metadata, MethodBodies bodies, CancellationToken cancellation)
    {
        Layout = layout;
        Cancellation = cancellation;
        Metadata = metadata;
        _bodies = bodies;
        _names = names;
        _part = part;
        (_firstFunction, _endFunction) = layout.FunctionsOf(part);
        Functions = new FunctionCompiler(this);
        if (Metadata.Tables.TypeDefinitionCount == 0)
        {
            AssemblyManifest.Add(Metadata, Layout.AssemblyName(part), [AssemblyManifest.EngineAssembly]);
        }

        _methodsBefore = Metadata.Tables.MethodCount;
        _functionClass = Metadata.Tables.TypeDefinitionCount + 1;
        _stateType = part == 0
            ? MetadataToken.Of(TableId.TypeDefinition, _functionClass + 1)
            : Metadata.Tables.AddTypeReference(Metadata.AddAssembly(Layout.AssemblyName(0)), null, EmittedNames.StateClass);
    }

    internal ModuleLayout Layout { get; }

    /// <summary>Ends the emission in the midst.</summary>
    internal CancellationToken Cancellation { get; }

    internal MetadataWriter Metadata { get; }

    /// <summary>Compiles the functions of the part.</summary>
    internal FunctionCompiler Functions { get; }

    /// <summary>Remembers what is there, so that what is emitted from now on can be taken back.</summary>
    internal MetadataMark Mark() => Metadata.Mark();

    /// <summary>Takes back what has been emitted since, if no method with it has been added.</summary>
    internal void TakeBack(in MetadataMark mark)
    {
        Metadata.TakeBack(mark);
        MetadataWriter.Remove(_functionClasses, mark);
    }

    /// <summary>The row of a function in the part's table of methods. The functions are the first methods of an assembly.</summary>
    internal static int MethodToken(ModuleLayout layout, int functionIndex) =>
        MetadataToken.Of(TableId.Method, functionIndex - layout.FunctionsOf(layout.PartOf(functionIndex)).First + 1);

    /// <summary>The whole assembly.</summary>
    internal byte[] Write()
    {
        AddClasses();
        return PortableExecutable.Write(Metadata.Tables, _bodies);
    }

    /// <summary>Adds the classes of functions and of the state to the assembly.</summary>
    internal void AddClasses()
    {
        // Types are written in the order <Module>, functions, state; methods in that order too.
        AddFunctions();
        if (_part == 0)
        {
            new StateClassWriter(this).Add();
        }

        AddLargeFunctions();
    }

    /// <summary>The tokens of all methods that have code of functions, in the order functions, outlined functions, bodies of functions with
    /// large frames.</summary>
    internal IEnumerable<int> FunctionMethods() =>
        [.. Enumerable.Range(_methodsBefore + 1, _endFunction - _firstFunction + Functions.OutlinedFrom.Length)
            .Concat(Enumerable.Range(_firstLargeFunction, _largeFunctions.Count))
            .Select(static row => MetadataToken.Of(TableId.Method, row))];

    /// <summary>The indexes of the functions that the methods with bodies of large frames belong to; -1 for what is none of the
    /// module's.</summary>
    internal int[] LargeFunctionsFrom => [.. _largeFunctions.Select(static large => large.Index)];

    /// <summary>The method that makes the state of an instance.</summary>
    internal int Factory => MetadataToken.Of(
        TableId.Method, _methodsBefore + _endFunction - _firstFunction + Functions.OutlinedFrom.Length + 2);

    internal int MemoryBaseField(int memoryIndex) => Metadata.FieldOf(_stateType, EmittedNames.MemoryBase(memoryIndex), typeof(nint));

    internal int GlobalField(int globalIndex) => Metadata.FieldOf(
        _stateType,
        EmittedNames.Global(globalIndex),
        Layout.IsGlobalShared(globalIndex) ? typeof(Global) : CallingConvention.TypeOf(Layout.Module.Globals[globalIndex].Type.Value));

    internal int StateObjectField(StateObjectKind kind, int index) =>
        Metadata.FieldOf(_stateType, EmittedNames.StateObject(kind, index), EmittedNames.TypeOf(kind));

    /// <summary>The class that represents a structure or array type of the module.</summary>
    internal AggregateClass ClassOf(DefinedType type) => AggregateClasses.Of(type, Layout.Module.Types, Cancellation);

    /// <summary>The method of a function that the module defines, in this assembly or another.</summary>
    internal MethodReference FunctionReference(int functionIndex) =>
        MetadataWriter.CompiledFunction(FunctionToken(functionIndex), Layout.Module.Functions[functionIndex].Type);

    private int FunctionToken(int functionIndex)
    {
        if (functionIndex >= _firstFunction && functionIndex < _endFunction)
        {
            return _methodsBefore + MethodToken(Layout, functionIndex);
        }

        var part = Layout.PartOf(functionIndex);
        if (!_functionClasses.TryGetValue(part, out var type))
        {
            type = Metadata.Tables.AddTypeReference(Metadata.AddAssembly(Layout.AssemblyName(part)), null, EmittedNames.FunctionClass);
            _functionClasses.Add(part, type);
        }

        return Metadata.FunctionOf(type, _names[functionIndex], Layout.Module.Functions[functionIndex].Type);
    }

    /// <summary>Returns the token of an outlined function's method. Outlined functions are the methods behind functions.</summary>
    internal MethodReference OutlinedFunctionReference(OutlinedFunction outlined)
    {
        var areas = (outlined.FrameBytes > 0 ? 1 : 0) + (outlined.FrameReferences > 0 ? 1 : 0);
        return new MethodReference(
            _methodsBefore + OutlinedFunctionToken(Layout, _part, outlined.Number), 1 + outlined.Parameters.Length + areas,
            outlined.ReturnsResult || outlined.ReturnsExit);
    }

    internal int AddMethod(
        string name, MethodAttributes attributes, MethodImplAttributes implementation, int signature, EmittedFunction function) =>
        Metadata.Tables.AddMethod(
            attributes,
            MethodImplAttributes.IL
                | (function.IsOptimized ? implementation : MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization),
            name,
            signature,
            _bodies.Add(function.Body.Code, function.Body.Handlers, function.Body.MaximumStack, function.Locals, function.ClearLocals));

    /// <summary>The signature of an outlined function: the state, the values that go in, and where there are any the addresses of what
    /// comes out.</summary>
    private int SignatureOf(OutlinedFunction outlined)
    {
        Type[] frame =
        [
            .. outlined.FrameBytes > 0 ? [typeof(nuint)] : Type.EmptyTypes,
            .. outlined.FrameReferences > 0 ? [typeof(object).MakeByRefType()] : Type.EmptyTypes,
        ];
        return Metadata.MethodSignature(
            outlined.ReturnsResult ? ClrTypes.Of(outlined.Results[0].Type) : outlined.ReturnsExit ? typeof(int) : typeof(void),
            [typeof(InstanceState), .. Array.ConvertAll(outlined.Parameters, static parameter => ClrTypes.Of(parameter.Type)), .. frame]);
    }

    private void AddFunctions()
    {
        Metadata.Tables.AddTypeDefinition(
            Visibility | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            EmittedNames.FunctionClass,
            Metadata.TypeOf(typeof(object)),
            Metadata.Tables.FieldCount + 1,
            Metadata.Tables.MethodCount + 1,
            Layout.ClassNamespace);
        for (var index = _firstFunction; index < _endFunction; index++)
        {
            var type = Layout.Module.Functions[index].Type;
            AddFunction(_names[index], type, Guard(_names[index], index, type, Functions.Compile(index)));
        }

        foreach (var outlined in Functions.OutlinedFunctions)
        {
            AddOutlinedFunction(outlined);
        }
    }

    /// <summary>Returns the token of an outlined function's method in an assembly that was written.</summary>
    internal static int OutlinedFunctionToken(ModuleLayout layout, int part, int outlined)
    {
        var (first, end) = layout.FunctionsOf(part);
        return MetadataToken.Of(TableId.Method, end - first + outlined + 1);
    }

    /// <summary>Returns the token of the method that makes the state of an instance: in the first part, behind all outlined functions and
    /// the constructor of the state class.</summary>
    internal static int FactoryToken(ModuleLayout layout, int outlinedCount) => OutlinedFunctionToken(layout, 0, outlinedCount) + 1;

    private void AddOutlinedFunction(EmittedOutlinedFunction outlined) => AddMethod(
        EmittedNames.OutlinedFunction(_names[outlined.FunctionIndex], outlined.OutlinedFunction.Number),
        MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig,
        Implementation,
        SignatureOf(outlined.OutlinedFunction),
        outlined.Function);

    private void AddFunction(string name, FunctionType type, EmittedFunction function) => AddMethod(
        name,
        MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig,
        Implementation,
        Metadata.FunctionSignature(type),
        function);

    /// <summary>Returns the method that is called as a function: the function itself, or one that checks the stack before the function
    /// takes a large frame.</summary>
    /// <param name="name">The name of the method.</param>
    /// <param name="functionIndex">The index of the function, or -1 when it is none of the module's.</param>
    /// <param name="type">The type of the function.</param>
    /// <param name="function">The function.</param>
    internal EmittedFunction Guard(string name, int functionIndex, FunctionType type, EmittedFunction function)
    {
        if (function.FrameBytes <= FunctionEmitter.LargeFrame)
        {
            return function;
        }

        name = EmittedNames.LargeFunction(name, functionIndex);
        _largeFunctions.Add((functionIndex, name, type, function));
        var token = Metadata.FunctionOf(MetadataToken.Of(TableId.TypeDefinition, _functionClass + (_part == 0 ? 2 : 1)), name, type);
        var body = MetadataWriter.CompiledFunction(token, type);
        return FunctionEmitter.EmitStackGuard(this, type, function.FrameBytes, body);
    }

    /// <summary>The class with the bodies of functions with large frames comes last, if there are any.</summary>
    private void AddLargeFunctions()
    {
        if (_largeFunctions.Count == 0)
        {
            return;
        }

        Metadata.Tables.AddTypeDefinition(
            Visibility | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            EmittedNames.LargeFunctionClass,
            Metadata.TypeOf(typeof(object)),
            Metadata.Tables.FieldCount + 1,
            Metadata.Tables.MethodCount + 1,
            Layout.ClassNamespace);
        _firstLargeFunction = Metadata.Tables.MethodCount + 1;
        foreach (var (_, name, type, function) in _largeFunctions)
        {
            AddFunction(name, type, function);
        }
    }

    /// <summary>The visibility of the classes: those of a library are its own.</summary>
    internal TypeAttributes Visibility => Layout.Options.IsLibrary ? TypeAttributes.NotPublic : TypeAttributes.Public;

    /// <summary>Code that can be unloaded is compiled once and fully; other code would go through the tiers of the JIT unless told not
    /// to, as that which was saved shall.</summary>
    internal MethodImplAttributes Implementation => Layout.Options.Collectible || Layout.Options.IsSaved
        ? MethodImplAttributes.NoInlining
        : MethodImplAttributes.NoInlining | MethodImplAttributes.AggressiveOptimization;
}
