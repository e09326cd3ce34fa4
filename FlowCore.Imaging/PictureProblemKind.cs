namespace FlowCore.Imaging;

/// <summary>What can be said of a file in a folder of pictures.</summary>
public enum PictureProblemKind
{
    /// <summary>A picture that cannot be read, or a folder that cannot be listed; it is left out.</summary>
    Unreadable,

    /// <summary>A picture that is smaller than the crop; it is left out.</summary>
    TooSmall,

    /// <summary>A picture that does not become an image of the size that most become.</summary>
    OddSized,

    /// <summary>A file that neither is nor is called a picture; it is left out.</summary>
    NotAPicture,

    /// <summary>A picture with transparency, which is laid on the background.</summary>
    Alpha,

    /// <summary>A picture of 16 bits a channel, of which the upper eight are used.</summary>
    SixteenBit,

    /// <summary>A picture whose pixels are those of one before it.</summary>
    Duplicate,
}
