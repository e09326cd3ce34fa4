using FlowCore.Data;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

public sealed class DuplicateSearchTests
{
    [Fact]
    public void The_first_that_is_the_same_is_found_among_images_that_can_be_read()
    {
        byte[] pixels = [1, 2, 3, 4, 1, 2, 1, 2, 3, 4];
        var set = new FaultyImageSet(new InMemoryImageSet("made", new ImageShape(1, 1, 2), pixels), index => index == 0);
        Assert.Equal([(3, 2), (4, 1)], DuplicateSearch.Find(set, default));
    }

    [Fact]
    public void Bytes_tell_and_not_their_digest()
    {
        // What was 7, 7 is read as something else: as if two had one digest.
        byte[][] items = [[8, 8], [7, 7], [9, 9]];
        var search = new DuplicateSearch(index => items[index]);
        Assert.Null(search.FirstLike(0, [7, 7]));
        Assert.Null(search.FirstLike(1, [7, 7]));
        Assert.Equal(1, search.FirstLike(2, [7, 7]));
        Assert.Null(search.FirstLike(3, [7, 7, 0]));
    }
}
