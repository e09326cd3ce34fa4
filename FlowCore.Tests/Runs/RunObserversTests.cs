using FlowCore.Runs;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class RunObserversTests
{
    private readonly List<string> _told = [];

    [Fact]
    public void Each_is_told_everything_in_order_and_the_first_watches_the_others()
    {
        IRunObserver observers = new RunObservers(new Teller("a", _told), new Teller("b", _told));
        observers.Watch(() =>
        {
            observers.Show(Reports.Of(7));
            observers.Evaluated(new RunEvaluation(7, null, null, 0, 0));
            observers.Sampled(7, "picture");
            observers.Note("note");
        });
        Assert.Equal(
            [
                "a begins", "b begins", "a step 7", "b step 7", "a evaluation 7", "b evaluation 7", "a picture", "b picture", "a note",
                "b note", "b ends", "a ends",
            ],
            _told);
    }

    [Fact]
    public void What_ends_the_training_passes_through_all_of_them()
    {
        IRunObserver observers = new RunObservers(new Teller("a", _told), new Teller("b", _told));
        Assert.Throws<FlowException>(() => observers.Watch(() => throw new FlowException("a disk", "room", "none", "")));
        Assert.Equal(["a begins", "b begins", "b ends", "a ends"], _told);
    }

    private sealed class Teller(string name, List<string> told) : IRunObserver
    {
        public void Watch(Action training)
        {
            told.Add($"{name} begins");
            try
            {
                training();
            }
            finally
            {
                told.Add($"{name} ends");
            }
        }

        public void Show(StepReport step) => told.Add($"{name} step {step.Metrics.Step}");

        public void Evaluated(RunEvaluation evaluation) => told.Add($"{name} evaluation {evaluation.Step}");

        public void Sampled(int step, string path) => told.Add($"{name} {path}");

        public void Note(string line) => told.Add($"{name} {line}");
    }
}
