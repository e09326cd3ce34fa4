namespace FlowCore.Files;

/// <summary>What a path leads to, in the numbers of the operating system.</summary>
internal enum FileKind
{
    /// <summary>A pipe with a name.</summary>
    Pipe = 0x1000,

    /// <summary>A device that takes bytes as they come: a terminal, /dev/null.</summary>
    CharacterDevice = 0x2000,

    /// <summary>A folder.</summary>
    Folder = 0x4000,

    /// <summary>A disk.</summary>
    BlockDevice = 0x6000,

    /// <summary>A file as most are.</summary>
    Regular = 0x8000,

    /// <summary>A socket.</summary>
    Socket = 0xc000,
}
