using Microsoft.ML;
using MlNetDeep;

// Scorer FILE: prints what a saved model says of ten rows.
var context = new MLContext();
context.DeepLearning.RegisterLoaders();
Spot.PrintScores(context, context.Model.Load(args[0], out _));
