namespace MlNetDeep.Transforms.Tests;

public class SchemaTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void MulticlassAddsPredictedLabelAndScore()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Identity(), new() { Classes = ClassLabels.FromText(["cat", "dog", "eel"]) });
        DataViewSchema input = View(1).Schema;

        DataViewSchema output = model.GetOutputSchema(input);

        Assert.Equal(["Id", "Name", "Features", "Label", "Side", "PredictedLabel", "Score"], output.Select(column => column.Name));
        var key = Assert.IsType<KeyDataViewType>(output["PredictedLabel"].Type);
        Assert.Equal((typeof(uint), 3UL), (key.RawType, key.Count));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), output["Score"].Type);
        Assert.Equal(["cat", "dog", "eel"], Texts(output["Score"], "SlotNames"));
        Assert.Equal(["cat", "dog", "eel"], Texts(output["Score"], "TrainingLabelValues"));
        Assert.Equal(["cat", "dog", "eel"], Texts(output["PredictedLabel"], "KeyValues"));
        Assert.Equal(("MulticlassClassification", "Score", 1u), ScoreAnnotations(output["Score"]));
        Assert.Equal(("MulticlassClassification", "PredictedLabel", 1u), ScoreAnnotations(output["PredictedLabel"]));
    }

    [Fact]
    public void BinaryAddsDecisionLogOddsAndProbability()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Probability(), new() { Task = NetworkTask.Binary });

        DataViewSchema output = model.GetOutputSchema(View(1).Schema);

        Assert.Equal(["PredictedLabel", "Score", "Probability"], output.Skip(5).Select(column => column.Name));
        Assert.Equal(BooleanDataViewType.Instance, output["PredictedLabel"].Type);
        Assert.Equal(NumberDataViewType.Single, output["Score"].Type);
        Assert.Equal(NumberDataViewType.Single, output["Probability"].Type);
        bool normalized = false;
        output["Probability"].Annotations.GetValue("IsNormalized", ref normalized);
        Assert.True(normalized);
        Assert.Equal(("BinaryClassification", "Probability", 1u), ScoreAnnotations(output["Probability"]));
    }

    [Fact]
    public void RegressionAddsOneScore()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression });

        DataViewSchema output = model.GetOutputSchema(View(1).Schema);

        Assert.Equal("Score", Assert.Single(output.Skip(5)).Name);
        Assert.Equal(("Regression", "Score", 1u), ScoreAnnotations(output["Score"]));
    }

    [Fact]
    public void NumbersStayNumbersAsKeyValues()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Identity(), new() { Classes = ClassLabels.FromValues([3f, 1.5f, -2f]) });

        DataViewSchema output = model.GetOutputSchema(View(1).Schema);

        VBuffer<float> values = default;
        output["PredictedLabel"].Annotations.GetValue("KeyValues", ref values);
        Assert.Equal([3f, 1.5f, -2f], values.DenseValues());
        Assert.Equal(["3", "1.5", "-2"], Texts(output["Score"], "SlotNames"));
    }

    [Fact]
    public void ClassesWithoutNamesHaveNoKeyValues()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());

        DataViewSchema output = model.GetOutputSchema(View(1).Schema);

        Assert.Null(output["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Null(output["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
    }

    [Fact]
    public void LabelsOfTheNetworkBecomeTheClasses()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity().WithLabels(["a", "b", "c"]));

        Assert.Equal(["a", "b", "c"], Texts(model.GetOutputSchema(View(1).Schema)["PredictedLabel"], "KeyValues"));
    }

    [Fact]
    public void ASecondScorerHasASetOfItsOwn()
    {
        using ConvNetTransformer first = _ml.DeepLearning.Score(TestNetworks.Identity());
        using ConvNetTransformer second = _ml.DeepLearning.Score(
            TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression, ScoreColumnName = "Sum" });

        DataViewSchema output = second.GetOutputSchema(first.GetOutputSchema(View(1).Schema));

        Assert.Equal(1u, ScoreAnnotations(output["Score"]).Set);
        Assert.Equal(2u, ScoreAnnotations(output["Sum"]).Set);
    }

    [Fact]
    public void ColumnsCanBeRenamed()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity(), new()
        {
            ScoreColumnName = "P",
            PredictedLabelColumnName = "Best",
        });

        Assert.Equal(["Best", "P"], model.GetOutputSchema(View(1).Schema).Skip(5).Select(column => column.Name));
    }

    private static string[] Texts(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    private static (string Kind, string Value, uint Set) ScoreAnnotations(DataViewSchema.Column column)
    {
        ReadOnlyMemory<char> kind = default, value = default;
        uint set = 0;
        column.Annotations.GetValue("ScoreColumnKind", ref kind);
        column.Annotations.GetValue("ScoreValueKind", ref value);
        column.Annotations.GetValue("ScoreColumnSetId", ref set);
        return (kind.ToString(), value.ToString(), set);
    }

    private IDataView View(int rows) => _ml.Data.LoadFromEnumerable(Rows.Examples(rows));
}
