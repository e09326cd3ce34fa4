using FlowCore.Training;
using FlowCore.Training.Schedules;
using Xunit;

namespace FlowCore.Tests.Training;

/// <summary>Learning rates against closed forms.</summary>
public sealed class ScheduleTests
{
    private const int Digits = 14;

    private static readonly TrainingOptions Options =
        new() { BatchSize = 100, LearningRate = 2, Warmup = 10, MaxSteps = 1000, LearningRateDecay = 0.5 };

    [Fact]
    public void Every_schedule_rises_linearly_first()
    {
        foreach (var kind in Enum.GetValues<ScheduleKind>())
        {
            var (options, schedule) = Create(Options with { Schedule = kind, LearningRateDecay = 1 });
            for (var step = 1; step <= 10; step++)
            {
                Assert.Equal(2 * step / 10.0, options.LearningRateAt(step, schedule), Digits);
            }

            Assert.Equal(2, options.LearningRateAt(11, schedule), Digits);
        }
    }

    [Fact]
    public void Constant_stays()
    {
        var (options, schedule) = Create(Options with { Schedule = ScheduleKind.Constant });
        Assert.Equal(2, options.LearningRateAt(10, schedule));
        Assert.Equal(2, options.LearningRateAt(1_000_000, schedule));
    }

    [Fact]
    public void Exponential_decays_by_epoch_and_is_what_is_taken_if_nothing_is_said()
    {
        var (options, schedule) = Create(Options);
        Assert.Equal(2 * 0.1, options.LearningRateAt(1, schedule), Digits);
        Assert.Equal(2 * 0.5 * Math.Pow(0.5, 4.0 / 50), options.LearningRateAt(5, schedule), Digits);
        Assert.Equal(2 * 0.5, options.LearningRateAt(51, schedule), Digits);
        Assert.Equal(2 * 0.25, options.LearningRateAt(101, schedule), Digits);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(500, 500)]
    [InlineData(4000, 4000)]
    public void Cosine_ends_at_its_floor_with_its_horizon(int scheduleSteps, int horizon)
    {
        const double Floor = 0.25;
        var (options, schedule) = Create(
            Options with { Schedule = ScheduleKind.Cosine, ScheduleSteps = scheduleSteps, LearningRateFloor = Floor });
        foreach (var step in (int[])[11, 12, 100, horizon / 2, horizon, horizon + 1])
        {
            // As torch's CosineAnnealingLR has it: eta_min + (base_lr − eta_min)·(1 + cos(π·T_cur / T_max)) / 2.
            var expected = Floor + ((2 - Floor) * (1 + Math.Cos(Math.PI * (step - 11) / (horizon - 10))) / 2);
            Assert.Equal(expected, options.LearningRateAt(step, schedule), Digits);
        }

        // Half way between the ends is half way between the rates.
        Assert.Equal((2 + Floor) / 2, options.LearningRateAt(11 + ((horizon - 10) / 2), schedule), Digits);
        Assert.Equal(Floor, options.LearningRateAt(horizon + 1, schedule), Digits);
        Assert.Equal(Floor, options.LearningRateAt(10 * horizon, schedule), Digits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(10)]
    public void A_cosine_that_ends_within_the_warm_up_is_a_number_all_the_same(int horizon)
    {
        var (options, schedule) = Create(Options with { Schedule = ScheduleKind.Cosine, MaxSteps = horizon });
        Assert.Equal(2, options.LearningRateAt(10, schedule), Digits);
        Assert.Equal(0, options.LearningRateAt(12, schedule), Digits);
    }

    [Fact]
    public void Step_lowers_by_its_factor_every_so_many_steps()
    {
        var (options, schedule) = Create(
            Options with { Schedule = ScheduleKind.Step, LearningRateFactor = 0.5, LearningRateEvery = 100 });
        foreach (var (step, expected) in ((int, double)[])[(100, 2), (101, 1), (200, 1), (201, 0.5), (1001, 2 * Math.Pow(0.5, 10))])
        {
            Assert.Equal(expected, options.LearningRateAt(step, schedule), Digits);
        }
    }

    [Fact]
    public void Plateau_lowers_when_scores_in_a_row_were_no_better_and_stops_at_its_floor()
    {
        var numbers = new Dictionary<string, double>();
        var options = Options with
        {
            Schedule = ScheduleKind.Plateau,
            LearningRateFactor = 0.5,
            Patience = 2,
            LearningRateFloor = 0.3,
        };
        var step = 10;

        // The best is 4 from the second score on; 3.99995 is less than a ten-thousandth better; the cut starts the count anew.
        (double Score, double After)[] course =
        [
            (5, 2), (4, 2), (4.5, 2), (3.99995, 1), (4.2, 1), (3.5, 1), (3.6, 1), (3.7, 0.5), (double.NaN, 0.5), (3.7, 0.3),
            (double.PositiveInfinity, 0.3), (3.7, 0.3), (3, 0.3),
        ];
        foreach (var (score, after) in course)
        {
            // A schedule made anew of the same numbers goes on as if it were the one before.
            var schedule = (PlateauSchedule)options.CreateSchedule(numbers, images: 5000);
            schedule.Observe(step, score);
            Assert.Equal(step, schedule.ScoredStep);
            Assert.Equal(after, options.LearningRateAt(++step, schedule), Digits);
        }
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_by_name()
    {
        foreach (var (bad, line) in ((TrainingOptions, string)[])
        [
            (Options with { ScheduleSteps = -1, Schedule = ScheduleKind.Cosine }, "ScheduleSteps: expected 0 (all steps) or more, got -1."),
            (Options with { ScheduleSteps = 5 },
                "ScheduleSteps: expected 0, or TrainingOptions.Schedule cosine, got 5. Use TrainingOptions.Schedule cosine."),
            (Options with { LearningRateFloor = 0.5 },
                "LearningRateFloor: expected 0, or TrainingOptions.Schedule cosine or plateau, got 0.5. Use TrainingOptions.Schedule cosine."),
            (Options with { LearningRateFloor = 3, Schedule = ScheduleKind.Cosine }, "LearningRateFloor: expected 0 to 2, the learning rate, got 3."),
            (Options with { LearningRateFactor = 1 }, "LearningRateFactor: expected a number in (0, 1), got 1."),
            (Options with { LearningRateEvery = 0 }, "LearningRateEvery: expected 1 or more, got 0."),
            (Options with { Patience = 0 }, "Patience: expected 1 or more, got 0."),
        ])
        {
            Assert.Equal("TrainingOptions." + line, Assert.Throws<FlowException>(bad.Validate).Message);
        }
    }

    private static (TrainingOptions Options, ISchedule Schedule) Create(TrainingOptions options) =>
        (options, options.CreateSchedule(new Dictionary<string, double>(), images: 5000));
}
