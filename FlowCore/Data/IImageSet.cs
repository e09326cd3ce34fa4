using System.Globalization;

namespace FlowCore.Data;

/// <summary>
/// Images of one shape that can be read in any order. Nothing here says where they are, so a set may read from a disk
/// as it goes. For any number of threads at once: one reads ahead while another evaluates.
/// </summary>
public interface IImageSet
{
    /// <summary>What messages and run folders call it.</summary>
    string Name { get; }

    /// <summary><c>C × H × W</c> of every image.</summary>
    ImageShape Shape { get; }

    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>The id of an image: its index in the file it comes from, whatever part of it this set is.</summary>
    /// <param name="index">Inside <c>0…Count−1</c>.</param>
    /// <exception cref="ShapeException">The index is outside.</exception>
    int Id(int index);

    /// <summary>How many classes the labels tell apart; 0 where images have no labels.</summary>
    int Classes => 0;

    /// <summary>The class of an image, inside <c>0…Classes−1</c>; −1 where images have no labels.</summary>
    /// <param name="index">Inside <c>0…Count−1</c>.</param>
    /// <exception cref="ShapeException">Images have labels and the index is outside.</exception>
    int Label(int index) => -1;

    /// <summary>
    /// What an image is called inside its source, with <c>/</c> between folders: a picture's path in its folder, digits in an array.
    /// The images of one source differ in name.
    /// </summary>
    /// <param name="index">Inside <c>0…Count−1</c>.</param>
    /// <exception cref="ShapeException">The index is outside.</exception>
    string NameOf(int index) => Id(index).ToString("D5", CultureInfo.InvariantCulture);

    /// <summary>Copies images, in the order asked for.</summary>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>; one may come twice.</param>
    /// <param name="pixels">Where they go, <c>[N, C, H, W]</c>, row-major.</param>
    /// <exception cref="ShapeException">An index is outside, or there is not room for exactly N images.</exception>
    /// <exception cref="UnreadableImageException">One image cannot be read; nothing is said of the others.</exception>
    void Read(ReadOnlySpan<int> indices, Span<byte> pixels);
}
