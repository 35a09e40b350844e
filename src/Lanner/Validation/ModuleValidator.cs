using Lanner.Admission;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <summary>Validates a module (specification chapter 3): first its definitions, then its function bodies, which large modules get done on
/// all cores.</summary>
internal sealed partial class ModuleValidator
{
    /// <summary>With fewer bytes of code for each, more threads cost more than they help.</summary>
    private const int BytesForThread = 128 * 1024;

    private readonly ModuleDefinition _module;
    private readonly DeclaredFunctions _declared;
    private readonly CompilationBudget _budget;
    private readonly ModuleAdmission? _admission;

    private ModuleValidator(ModuleDefinition module, ModuleAdmission? admission)
    {
        _module = module;
        _admission = admission;
        _budget = new CompilationBudget(module, admission);
        _declared = new DeclaredFunctions(module.Functions.Length);
    }

    /// <summary>Validates a module by the features that it was decoded with.</summary>
    /// <exception cref="InvalidModuleException">A rule is broken.</exception>
    /// <exception cref="MalformedModuleException">A function body is not made of instructions.</exception>
    /// <exception cref="ResourceLimitException">It takes too long, or costs too much for its size.</exception>
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
            BodyWalker.RequireWellFormed(module, admission);
            throw;
        }
    }

    private bool Has(WasmFeatures feature) => _module.Features.HasFlag(feature);

    private void ValidateBodies()
    {
        var first = _module.ImportedFunctionCount;
        var count = _module.Functions.Length - first;
        _module.FunctionCosts = count == 0 ? [] : new int[_module.Functions.Length];
        var threads = count > 1 ? int.Min(Environment.ProcessorCount, CodeSize() / BytesForThread) : 1;
        if (threads > 1)
        {
            ValidateInParallel(first, threads);
            return;
        }

        var validator = new FunctionValidator(_module, _declared, _budget);
        for (var index = first; index < _module.Functions.Length; index++)
        {
            _module.FunctionCosts[index] = validator.Validate(in _module.Functions[index]);
        }
    }

    private int CodeSize()
    {
        foreach (var section in _module.Sections)
        {
            if (section.Id == (byte)SectionId.Code)
            {
                return section.Content.Length;
            }
        }

        return 0;
    }

    /// <summary>Validates bodies on several threads. Whatever their order, the error that counts is the one in the first function that has
    /// one.</summary>
    private void ValidateInParallel(int first, int threads)
    {
        var work = new ParallelValidation(this, first);
        var helpers = new List<Thread>(threads);
        try
        {
            while (helpers.Count < threads - 1)
            {
                var helper = new Thread(work.Run) { IsBackground = true, Name = "Lanner validator" };
                helper.Start();
                helpers.Add(helper);
            }
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The system has no more threads to give: those that there are do the work.
        }

        work.Run();
        foreach (var helper in helpers)
        {
            helper.Join();
        }

        if (work.Error is { } error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>The state that the threads share. They are plain threads: with <c>Parallel</c>, a process that did nothing else yet would
    /// spend more time on its first use than on the bodies of a module of a megabyte.</summary>
    private sealed class ParallelValidation(ModuleValidator validator, int first)
    {
        /// <summary>The number of functions that a thread takes at a time.</summary>
        private const int Batch = 16;

        private readonly Lock _gate = new();
        private int _next = first;
        private int _firstBad = int.MaxValue;

        /// <summary>The mistake of the first function that has one.</summary>
        internal Exception? Error { get; private set; }

        internal void Run()
        {
            var functions = validator._module.Functions;
            var bodies = new FunctionValidator(validator._module, validator._declared, validator._budget);
            while (true)
            {
                var start = Interlocked.Add(ref _next, Batch) - Batch;
                if (start >= int.Min(functions.Length, Volatile.Read(ref _firstBad)))
                {
                    return;
                }

                for (var index = start; index < int.Min(start + Batch, functions.Length); index++)
                {
                    try
                    {
                        validator._module.FunctionCosts[index] = bodies.Validate(in functions[index]);
                    }
                    catch (Exception found)
                    {
                        Note(index, found);
                        return;
                    }
                }
            }
        }

        private void Note(int index, Exception found)
        {
            lock (_gate)
            {
                if (index < _firstBad)
                {
                    (_firstBad, Error) = (index, found);
                }
            }
        }
    }
}
