using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public double SumOfSquares(Tensor x)
    {
        var sum = 0.0;
        foreach (var number in Numbers(x))
        {
            sum += number * number;
        }

        return sum;
    }

    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step)
    {
        var weight = View(p);
        var slope = View(g);
        var first = View(m);
        var second = View(v);
        for (var i = 0; i < weight.Count; i++)
        {
            var gradient = step.GradientScale * slope[i];
            first[i] = (step.Beta1 * first[i]) + ((1.0 - step.Beta1) * gradient);
            second[i] = (step.Beta2 * second[i]) + ((1.0 - step.Beta2) * gradient * gradient);
            var mean = first[i] / (1.0 - Math.Pow(step.Beta1, step.Step));
            var spread = Math.Sqrt(second[i] / (1.0 - Math.Pow(step.Beta2, step.Step)));
            weight[i] -= step.LearningRate * ((mean / (spread + step.Epsilon)) + (step.WeightDecay * weight[i]));
        }
    }

    public void Adamax(Tensor p, Tensor g, Tensor m, Tensor u, AdamStep step)
    {
        var weight = View(p);
        var slope = View(g);
        var first = View(m);
        var norm = View(u);
        for (var i = 0; i < weight.Count; i++)
        {
            var gradient = step.GradientScale * slope[i];
            first[i] = (step.Beta1 * first[i]) + ((1.0 - step.Beta1) * gradient);
            norm[i] = Math.Max(step.Beta2 * norm[i], Math.Abs(gradient) + step.Epsilon);
            var mean = first[i] / (1.0 - Math.Pow(step.Beta1, step.Step));
            weight[i] -= step.LearningRate * ((mean / norm[i]) + (step.WeightDecay * weight[i]));
        }
    }

    public void Lerp(Tensor x, double weight, Tensor y)
    {
        var next = View(x);
        var average = View(y);
        for (var i = 0; i < average.Count; i++)
        {
            average[i] += weight * (next[i] - average[i]);
        }
    }
}
