using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Contenders;

/// <summary>Something that runs modules: an engine with its options. Used by one thread at a time.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Instantiates the module and does what the plan says.</summary>
    Outcome Run(GeneratedModule generated, CallPlan plan);
}
