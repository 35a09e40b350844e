using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Code;

/// <summary>Code that this process emits: the assembly of a part when it is first needed. The CLR's JIT compiles each method when it is
/// first called.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
internal sealed class EmittedCode : ICodeSource
{
    private readonly ModuleLayout _layout;
    private readonly Retryable<FunctionNames> _names;
    private readonly EngineAccount _account;
    private readonly GuestLoadContext _context;
    private readonly Retryable<Assembly>[] _parts;
    private readonly int[][] _outlinedFrom;
    private CompiledModule? _user;

    /// <summary>1 when the context takes no more assemblies, otherwise 0.</summary>
    private int _isUnloaded;

    /// <param name="layout">The module.</param>
    /// <param name="names">The names of its methods.</param>
    /// <param name="account">The account in which the code counts.</param>
    internal EmittedCode(ModuleLayout layout, Retryable<FunctionNames> names, EngineAccount account)
    {
        _layout = layout;
        _names = names;
        _account = account;
        _context = new GuestLoadContext(this, layout.Options.Collectible);
        _outlinedFrom = new int[layout.PartCount][];
        Array.Fill(_outlinedFrom, []);
        _parts = new Retryable<Assembly>[layout.PartCount];
        for (var part = 0; part < _parts.Length; part++)
        {
            var number = part;
            _parts[part] = new Retryable<Assembly>(cancellation => Load(number, cancellation));
        }
    }

    public void AddUser(CompiledModule module) => _user = module;

    /// <summary>Emission is cancelled in a call of a guest that is to stop; the next call emits the part again.</summary>
    public Assembly Part(int part)
    {
        if (_parts[part].IsMade || GuestThread.CurrentOrNull?.Inside is not { } store)
        {
            return _parts[part].Get(CancellationToken.None);
        }

        try
        {
            return _parts[part].Get(store.Interruption);
        }
        catch (OperationCanceledException)
        {
            throw store.InterruptionTrap();
        }
    }

    public Assembly Part(int part, CancellationToken cancellation) => _parts[part].Get(cancellation);

    public int? PartOf(Assembly assembly) => PartNumber(assembly.GetName().Name);

    public int[] OutlinedFrom(int part) => _outlinedFrom[part];

    public void Unload()
    {
        if (_context.IsCollectible && Interlocked.Exchange(ref _isUnloaded, 1) == 0)
        {
            _context.Unload();
        }
    }

    internal Assembly? FindPart(string assemblyName) => PartNumber(assemblyName) is { } part ? Part(part) : null;

    private int? PartNumber(string? assemblyName) =>
        _layout.PartOfAssembly(assemblyName) is { } part && part < _parts.Length ? part : null;

    private Assembly Load(int part, CancellationToken cancellation)
    {
        var writer = new AssemblyWriter(_layout, _names.Get(cancellation), part, cancellation);
        var image = writer.Write();
        var share = _account.AddCode(CodeSize.OfAssembly(image.Length, writer.Metadata.Tables.MethodCount));
        _outlinedFrom[part] = writer.Functions.OutlinedFrom;
        var assembly = _context.LoadFromStream(new MemoryStream(image));
        GuestAssemblies.Register(assembly, _user!, share);
        return assembly;
    }
}
