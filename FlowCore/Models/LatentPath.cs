namespace FlowCore.Models;

/// <summary>The way from one image's latents to another's, all levels together as one vector.</summary>
public enum LatentPath
{
    /// <summary>
    /// Along a great circle: the direction turns evenly from one to the other and the length goes evenly too. The length of a
    /// normal vector of D numbers is close to <c>√D</c>, and it is there that a model has seen latents; a straight line leaves
    /// that shell (White, 2016, "Sampling Generative Networks", section 2.1).
    /// </summary>
    Spherical,

    /// <summary>Straight, <c>(1 − t)·a + t·b</c>: calmer in between, as latents there are shorter.</summary>
    Linear,
}
