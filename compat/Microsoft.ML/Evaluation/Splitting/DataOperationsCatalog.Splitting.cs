using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Evaluation;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        Check.Value(input, nameof(input));
        Check.NonEmpty(columnName, nameof(columnName));
        Check.Param(lowerBound < upperBound, nameof(upperBound), $"The upper bound is {upperBound}; it must be above the lower bound, which is {lowerBound}.");

        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
        {
            throw new ArgumentOutOfRangeException(nameof(columnName), $"Schema mismatch for filter column '{columnName}': expected Single or Double, got {column.Type}");
        }

        return new RangeView(input, RowPlace.Value(column), new ValueRange(lowerBound, upperBound, IncludeMax: false, Complement: false));
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        Check.Value(data, nameof(data));
        Check.Param(testFraction is > 0 and < 1, nameof(testFraction), $"The fraction is {testFraction}; it must be between 0 and 1, both excluded.");

        RowPlace place = Place(_env, data, samplingKeyColumnName, seed);
        return Split(data, place, new ValueRange(0, testFraction, IncludeMax: false, Complement: false));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null) =>
        Folds(_env, data, numberOfFolds, samplingKeyColumnName, seed);

    internal static TrainTestData[] Folds(IHostEnvironment environment, IDataView data, int numberOfFolds, string samplingKeyColumnName, int? seed)
    {
        Check.Value(data, nameof(data));
        Check.Param(numberOfFolds > 1, nameof(numberOfFolds), $"The number of folds is {numberOfFolds}; it must be more than 1.");

        RowPlace place = Place(environment, data, samplingKeyColumnName, seed);
        var folds = new TrainTestData[numberOfFolds];
        for (int fold = 0; fold < numberOfFolds; fold++)
        {
            // Both ends count: the highest value of a column scaled to 0 to 1 would be in no fold otherwise.
            double min = (double)fold / numberOfFolds;
            double max = (double)(fold + 1) / numberOfFolds;
            folds[fold] = Split(data, place, new ValueRange(min, max, IncludeMax: true, Complement: false));
        }

        return folds;
    }

    private static RowPlace Place(IHostEnvironment environment, IDataView data, string samplingKeyColumnName, int? seed)
    {
        seed ??= ((IHostEnvironmentInternal)environment).Seed;
        return samplingKeyColumnName is null ? RowPlace.Random(seed) : RowPlace.ByValue(data, samplingKeyColumnName, seed);
    }

    private static TrainTestData Split(IDataView data, RowPlace place, ValueRange test) => new(
        new RangeView(data, place, test with { Complement = true }),
        new RangeView(data, place, test));

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
