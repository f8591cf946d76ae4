using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ItAnswersAsTheTransformedViewDoes()
    {
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model());
        Assert.Equal(2u, engine.Predict(new Sample { Name = "n1", Number = 7, Pixels = [1, 2, 3, 4] }).Key);
        Answer answer = engine.Predict(new Sample { Name = "n2", Number = 5, Pixels = [1, 2, 3, 4] });
        Assert.Equal("n2", answer.Value);
        Assert.Equal([5f, 1f, 2f, 3f, 4f], answer.All);
    }

    [Fact]
    public void AnUnknownValueGetsNoKey()
    {
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model());
        Assert.Equal("", engine.Predict(new Sample { Name = "unknown", Pixels = new float[4] }).Value);
    }

    [Fact]
    public void AnAnswerObjectCanBeReused()
    {
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model());
        var answer = new Answer();
        Answer same = answer;
        engine.Predict(new Sample { Name = "n1", Pixels = new float[4] }, ref answer);
        Assert.Same(same, answer);
        Assert.Equal("n1", answer.Value);
        engine.Predict(new Sample { Name = "n0", Pixels = new float[4] }, ref answer);
        Assert.Equal("n0", answer.Value);
    }

    [Fact]
    public void AnswersDoNotShareArrays()
    {
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model());
        Answer first = engine.Predict(new Sample { Number = 1, Pixels = [1, 1, 1, 1] });
        Answer second = engine.Predict(new Sample { Number = 2, Pixels = [2, 2, 2, 2] });
        Assert.Equal([1f, 1f, 1f, 1f, 1f], first.All);
        Assert.Equal([2f, 2f, 2f, 2f, 2f], second.All);
    }

    [Fact]
    public void TheOutputSchemaIsThatOfTheModel()
    {
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model());
        Assert.NotNull(engine.OutputSchema.GetColumnOrNull("All"));
        Assert.IsType<KeyDataViewType>(engine.OutputSchema["Key"].Type);
    }

    [Fact]
    public void AnInputWithoutTheNeededColumnIsAnError() =>
        Assert.ThrowsAny<Exception>(() => _ml.Model.CreatePredictionEngine<OnlyNumber, Answer>(Model()));

    [Fact]
    public void AnAnswerMemberThatTheModelLacksIsAnErrorUnlessIgnored()
    {
        ITransformer model = Model();
        Assert.ThrowsAny<Exception>(() => _ml.Model.CreatePredictionEngine<Sample, Unknown>(model, ignoreMissingColumns: false));
        using PredictionEngine<Sample, Unknown> engine = _ml.Model.CreatePredictionEngine<Sample, Unknown>(model, ignoreMissingColumns: true);
        Assert.Equal(0, engine.Predict(new Sample { Pixels = new float[4] }).Nowhere);
    }

    [Fact]
    public void AnInputSchemaCanBeGiven()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Sample.Make(4));
        using PredictionEngine<Sample, Answer> engine = _ml.Model.CreatePredictionEngine<Sample, Answer>(Model(), rows.Schema);
        Assert.Equal("n1", engine.Predict(new Sample { Name = "n1", Pixels = new float[4] }).Value);
    }

    private ITransformer Model() => _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
        .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key"))
        .Append(_ml.Transforms.Concatenate("All", "Number", "Pixels"))
        .Fit(_ml.Data.LoadFromEnumerable(Sample.Make(6)));

    private sealed class Answer
    {
        [KeyType(3)]
        public uint Key { get; set; }

        public string Value { get; set; } = "";

        [VectorType(5)]
        public float[] All { get; set; } = [];
    }

    private sealed class OnlyNumber
    {
        public float Number { get; set; }
    }

    private sealed class Unknown
    {
        public int Nowhere { get; set; }
    }
}
