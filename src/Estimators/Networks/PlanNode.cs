using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Networks;

/// <summary>A node with the value names that it reads and writes in the plan, which may differ from the graph's.</summary>
internal sealed record PlanNode(NetworkNode Node, string[] Inputs, string[] Outputs)
{
    public static PlanNode Of(NetworkNode node) => new(node, [.. node.Inputs], [.. node.Outputs]);
}
