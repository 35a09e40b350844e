using Lanner.Calls;
using Lanner.Compilation.Code;
using Lanner.Runtime;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>The code of an adapter for two plans, which may be used by any number of functions.</summary>
internal sealed class AdapterCode
{
    /// <summary>An assembly of its own takes as much as code for so many plans.</summary>
    private const int PlansOfAssembly = 50;

    private readonly AdapterBudget _budget;
    private readonly int _taken;
    private readonly CodeShare? _share;

    private AdapterCode(AdapterBudget budget, int taken, Thunk? thunk, CodeShare? share, AdapterShape? shape)
    {
        _budget = budget;
        _taken = taken;
        _share = share;
        Thunk = thunk;
        Shape = shape;
        if (taken == 0)
        {
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Gives back what was taken of the budget.</summary>
    ~AdapterCode() => _budget.Return(_taken);

    /// <summary>The code; null if none can be written.</summary>
    internal Thunk? Thunk { get; }

    /// <summary>The result of comparing the plans, if there is code.</summary>
    internal AdapterShape? Shape { get; }

    /// <summary>Writes the code.</summary>
    /// <param name="caller">The plan for the function's type as the guest sees it that calls.</param>
    /// <param name="callee">The plan as the guest sees it that is called.</param>
    /// <param name="lowered">The type of the core function that the code is.</param>
    /// <param name="lifted">The type of the core function that it calls.</param>
    /// <param name="account">The account that the code counts in.</param>
    /// <exception cref="ResourceLimitException">There is no room for the code in the account.</exception>
    internal static AdapterCode Write(
        FunctionPlan caller, FunctionPlan callee, FunctionType lowered, FunctionType lifted, EngineAccount account)
    {
        var budget = caller.Budget;
        if (AdapterShape.Of(caller, callee) is not { } shape || !budget.TryTake(PlansOfAssembly + shape.Plans))
        {
            return new AdapterCode(budget, 0, null, null, null);
        }

        try
        {
            var thunk = new AdapterWriter(caller, callee, shape).Write(lowered, lifted);
            var share = account.AddCode(CodeSize.OfThunk(thunk.AssemblyBytes));
            return new AdapterCode(budget, PlansOfAssembly + shape.Plans, thunk, share, shape);
        }
        catch
        {
            budget.Return(PlansOfAssembly + shape.Plans);
            throw;
        }
    }
}
