namespace FlowCore.Imaging;

/// <summary>Takes pictures while the files of a folder are looked at, so that none has to be opened again for its pixels.</summary>
internal interface IPictureReader
{
    /// <summary>Whether it takes the pixels of a picture, which are decoded then; asked of each picture once, in their order.</summary>
    /// <param name="header">What the file says before them.</param>
    /// <param name="files">How many files the folder has.</param>
    bool Wants(PictureHeader header, int files);

    /// <summary>Takes a picture that it wants.</summary>
    /// <param name="path">The file, relative to the folder.</param>
    /// <param name="picture">Its pixels.</param>
    void Take(string path, Picture picture);
}
