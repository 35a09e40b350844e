namespace Lanner.Components.Generators.Tests;

/// <summary>Values of every type.</summary>
[WitWorld("worlds/values.wit", "all")]
internal sealed partial class All;

/// <summary>Resources of the guest and of the host.</summary>
[WitWorld("worlds/resources.wit")]
internal sealed partial class Resources;

/// <summary>One function.</summary>
[WitWorld("worlds/adder.wit")]
internal sealed partial class Adder;
