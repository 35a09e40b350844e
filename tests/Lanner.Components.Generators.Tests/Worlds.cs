namespace Lanner.Components.Generators.Tests;

/// <summary>Values of every type.</summary>
[WitWorld("worlds/values.wit", "all")]
internal sealed partial class All;

/// <summary>Values of every type, in functions that may wait.</summary>
[WitWorld("worlds/waiting.wit")]
internal sealed partial class Waiting;

/// <summary>Resources of the guest and of the host.</summary>
[WitWorld("worlds/resources.wit")]
internal sealed partial class Resources;

/// <summary>Resources of the guest and of the host, in functions that may wait.</summary>
[WitWorld("worlds/waiting-resources.wit")]
internal sealed partial class WaitingResources;

/// <summary>Streams and futures.</summary>
[WitWorld("worlds/pipes.wit")]
internal sealed partial class AllPipes;

/// <summary>One function.</summary>
[WitWorld("worlds/adder.wit")]
internal sealed partial class Adder;
