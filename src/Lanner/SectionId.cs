namespace Lanner;

/// <summary>The sections of the binary format, with their numbers (specification 5.5.2). They do not stand in the order of the
/// numbers.</summary>
public enum SectionId : byte
{
    /// <summary>A custom section: data for tools, under a name.</summary>
    Custom = 0,

    /// <summary>The types.</summary>
    Type = 1,

    /// <summary>The imports.</summary>
    Import = 2,

    /// <summary>The types of the functions that the module defines.</summary>
    Function = 3,

    /// <summary>The tables that the module defines.</summary>
    Table = 4,

    /// <summary>The memories that the module defines.</summary>
    Memory = 5,

    /// <summary>The globals that the module defines.</summary>
    Global = 6,

    /// <summary>The exports.</summary>
    Export = 7,

    /// <summary>The function that is called when the module is instantiated.</summary>
    Start = 8,

    /// <summary>The element segments, which initialise tables.</summary>
    Element = 9,

    /// <summary>The bodies of the functions that the module defines.</summary>
    Code = 10,

    /// <summary>The data segments, which initialise memories.</summary>
    Data = 11,

    /// <summary>The number of the data segments, told before the code.</summary>
    DataCount = 12,

    /// <summary>The tags that the module defines.</summary>
    Tag = 13,
}
