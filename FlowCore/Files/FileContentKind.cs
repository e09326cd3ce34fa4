namespace FlowCore.Files;

/// <summary>What a file can be found to be by its first bytes.</summary>
public enum FileContentKind
{
    /// <summary>None of the others: nothing, text, or data of no known kind.</summary>
    Other,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A file packed with gzip.</summary>
    Gzip,

    /// <summary>An HDF5 file.</summary>
    Hdf5,

    /// <summary>A Parquet file.</summary>
    Parquet,

    /// <summary>A MATLAB file.</summary>
    Matlab,

    /// <summary>A PNG picture.</summary>
    Png,

    /// <summary>A JPEG picture.</summary>
    Jpeg,

    /// <summary>A WebP picture.</summary>
    WebP,

    /// <summary>A Windows bitmap.</summary>
    Bmp,

    /// <summary>A GIF picture.</summary>
    Gif,

    /// <summary>A picture of a kind that is not read here.</summary>
    OtherPicture,
}
