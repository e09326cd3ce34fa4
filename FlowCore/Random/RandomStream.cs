namespace FlowCore.Random;

/// <summary>Independent streams of one seed, so that drawing more of one thing changes nothing else.</summary>
public enum RandomStream : uint
{
    /// <summary>Initial weights.</summary>
    Weights = 0,

    /// <summary>The order of the images in an epoch.</summary>
    Shuffle = 1,

    /// <summary>Dequantisation in training.</summary>
    TrainingNoise = 2,

    /// <summary>Dequantisation in evaluation.</summary>
    EvaluationNoise = 3,

    /// <summary>Dequantisation of the images that actnorm starts from.</summary>
    InitializationNoise = 4,

    /// <summary>Which training images are mirrored in a step.</summary>
    Flip = 6,

    /// <summary>Which training images are held out for validation.</summary>
    HoldOut = 7,

    /// <summary>Directions of sliced Wasserstein distances.</summary>
    SliceDirections = 16,

    /// <summary>Places of the patches that samples are scored by.</summary>
    PatchPlaces = 17,

    /// <summary>How the images of a sample score are halved.</summary>
    ScoreHalves = 18,

    /// <summary>Directions that a verification differentiates along.</summary>
    VerificationDirections = 32,

    /// <summary>Unusual images that a verification makes.</summary>
    VerificationImages = 33,

    /// <summary>Points at which a verification integrates a density.</summary>
    VerificationPoints = 34,

    /// <summary>Latents of samples: latent l of the model draws from this stream plus l.</summary>
    Latents = 256,
}
