using Lanner.Binary;
using Lanner.Compilation;
using Lanner.Structure;

namespace Lanner.Validation;

/// <summary>Validates a module (specification chapter 3): first its definitions, then its function bodies, which large modules get done on all cores.</summary>
internal sealed partial class ModuleValidator
{
    /// <summary>Below this many bytes of code, more threads cost more than they help.</summary>
    private const int ParallelThreshold = 256 * 1024;

    private readonly ModuleDefinition _module;
    private readonly DeclaredFunctions _declared;
    private readonly ModuleAdmission? _admission;

    private ModuleValidator(ModuleDefinition module, ModuleAdmission? admission)
    {
        _module = module;
        _admission = admission;
        _declared = new DeclaredFunctions(module.Functions.Length);
    }

    /// <summary>Validates a module by the features that it was decoded with.</summary>
    /// <exception cref="InvalidModuleException">A rule is broken.</exception>
    /// <exception cref="MalformedModuleException">A function body is not made of instructions.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static void Validate(ModuleDefinition module, ModuleAdmission? admission = null)
    {
        try
        {
            var validator = new ModuleValidator(module, admission);
            validator.ValidateDefinitions();
            validator.ValidateBodies();
        }
        catch (InvalidModuleException)
        {
            // The binary format comes before the rules: a module that is malformed anywhere was never a module to be valid or not.
            BodyWalker.RequireWellFormed(module);
            throw;
        }
    }

    private bool Has(WasmFeatures feature) => _module.Features.HasFlag(feature);

    private void ValidateBodies()
    {
        var first = _module.ImportedFunctionCount;
        var count = _module.Functions.Length - first;
        if (count > 1 && Environment.ProcessorCount > 1 && CodeSize() >= ParallelThreshold)
        {
            ValidateInParallel(first, count);
            return;
        }

        var validator = new FunctionValidator(_module, _declared);
        foreach (ref readonly var function in _module.Functions.AsSpan(first))
        {
            _admission?.CheckTime();
            validator.Validate(in function);
        }
    }

    private int CodeSize() => Array.Find(_module.Sections, section => section.Id == (byte)SectionId.Code).Content.Length;

    /// <summary>Validates bodies on several threads. Whatever their order, the error that counts is the one in the first function that has one.</summary>
    private void ValidateInParallel(int first, int count)
    {
        var gate = new Lock();
        var firstBad = int.MaxValue;
        LannerException? error = null;
        Parallel.For(
            first,
            first + count,
            () => new FunctionValidator(_module, _declared),
            (index, _, validator) =>
            {
                if (index > Volatile.Read(ref firstBad))
                {
                    return validator;
                }

                try
                {
                    _admission?.CheckTime();
                    validator.Validate(in _module.Functions[index]);
                }
                catch (LannerException found)
                {
                    lock (gate)
                    {
                        if (index < firstBad)
                        {
                            (firstBad, error) = (index, found);
                        }
                    }
                }

                return validator;
            },
            _ => { });

        if (error is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }
}
