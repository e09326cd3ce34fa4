namespace FlowCore.Models;

/// <summary>The way from one image's latents to another's, all levels together as one vector.</summary>
public enum LatentPath
{
    /// <summary>
    /// Along a great circle: the direction turns evenly from one to the other, and the length goes evenly too,
    /// <c>((1 − t)·‖a‖ + t·‖b‖)·(sin((1 − t)·Ω)·a/‖a‖ + sin(t·Ω)·b/‖b‖)/sin Ω</c> with Ω the angle between a and b. Of equal lengths it is
    /// the slerp of White (2016, "Sampling Generative Networks", arXiv 1609.04468): a draw of a normal vector of D numbers is about
    /// <c>√D</c> long, and a straight line between two draws leaves that shell. Straight where no great circle is determined:
    /// between vectors of one direction, of opposite ones, and from or to zero.
    /// </summary>
    Spherical,

    /// <summary>Straight, <c>(1 − t)·a + t·b</c>: calmer in between, as latents there are shorter.</summary>
    Linear,
}
