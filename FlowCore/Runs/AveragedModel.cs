using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>What is shown, scored and kept of a model that is trained: that of the average of its weights, where one is kept.</summary>
internal static class AveragedModel
{
    /// <summary>Makes something of the averaged weights, or of those there are where no average is kept.</summary>
    /// <typeparam name="T">What is made.</typeparam>
    /// <param name="trainer">What trains the model.</param>
    /// <param name="make">Makes it of the model as it then stands.</param>
    public static T Use<T>(Trainer trainer, Func<T> make)
    {
        if (trainer.Average is not { } average)
        {
            return make();
        }

        var made = default(T);
        average.Use(() => made = make());
        return made!;
    }
}
