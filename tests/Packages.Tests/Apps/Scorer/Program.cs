using Microsoft.ML;
using MlNetDeep;

// Scorer FILE STOCK: prints what a saved model says of ten rows, and saves it as a chain of ML.NET's own transformers.
var context = new MLContext();
context.DeepLearning.RegisterLoaders();
ITransformer model = context.Model.Load(args[0], out _);
Spot.PrintScores(context, model);
IDataView rows = Spot.Rows(context, 10);
context.Model.Save(context.DeepLearning.ToStockPipeline(model, rows).Model, rows.Schema, args[1]);
