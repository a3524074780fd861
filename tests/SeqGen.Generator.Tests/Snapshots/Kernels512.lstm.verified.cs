// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
//
// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]
// F.MultiplyAdd(x, ref a, i, n, c)  is x times the vector that begins at a[i + n], and c; F.ScaleAdd(ref a, i, n, x, c) is the one float a[i + n] times x, and c
// F.Add(x, ref a, i, n)  adds x to the vector there; with four vectors each lies as many floats after the one before as the last number says, as for F.Store
// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]
namespace SeqGen.Emitted.Of_Test_Model
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using FoldedTable = global::SeqGen.CompilerServices.FoldedTable;
    using Place = global::SeqGen.CompilerServices.Place;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using F = global::SeqGen.CompilerServices.Floats512;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;
    using static global::SeqGen.Emitted.Functions512;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    internal sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Embedding_One(ref weights, ref packed, ref work, inputs);
            Layers.Lstm_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Embedding_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Lstm_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Embedding_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Lstm_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Embedding_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Lstm_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Dense_Kernel);
            Layers.Lstm_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers.</summary>
        private static class Layers
        {
            /// <summary>Embedding(9, 16), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                FoldedTable.Require(ref inputs.Tokens, 6, ref Place.At(ref weights, KerasWeights.Embedding_Embeddings), ref Place.At(ref packed, InferenceWeights.Lstm_GatesTable), 9, 16, 64);
            }

            /// <summary>LSTM(16), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Place.At(ref work, OneBuffers.Lstm_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                ref float cFirst = ref Place.At(ref work, OneBuffers.Lstm_Cell);
                MemoryMarshal.CreateSpan(ref cFirst, 16).Clear();

                for (int t = 0; t < 6; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, OneBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Place.At(ref work, OneBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Place.Row(ref packed, Place.Token(ref inputs.Tokens, at), 64, InferenceWeights.Lstm_GatesTable);
                    ref float cPrevious = ref Place.At(ref work, OneBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                    Vec c0a0 = F.Load(ref gatesNow);
                    Vec c0a0_1 = Vec.Zero;
                    Vec c0a1 = F.Load(ref gatesNow, 16);
                    Vec c0a1_1 = Vec.Zero;
                    Vec c0a2 = F.Load(ref gatesNow, 32);
                    Vec c0a2_1 = Vec.Zero;
                    Vec c0a3 = F.Load(ref gatesNow, 48);
                    Vec c0a3_1 = Vec.Zero;
                    ulong w = 0;
                    {
                        Vec x0 = F.Create(hPrevious);
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 16, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 32, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 48, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 1));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 64, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 80, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 96, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 112, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 2));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 128, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 144, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 160, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 176, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 3));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 192, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 208, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 224, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 240, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 4));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 256, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 272, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 288, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 304, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 5));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 320, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 336, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 352, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 368, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 6));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 384, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 400, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 416, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 432, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 7));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 448, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 464, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 480, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 496, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 8));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 512, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 528, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 544, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 560, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 9));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 576, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 592, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 608, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 624, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 10));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 640, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 656, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 672, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 688, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 11));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 704, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 720, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 736, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 752, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 12));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 768, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 784, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 800, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 816, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 13));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 832, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 848, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 864, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 880, c0a3_1);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 14));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 896, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 912, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 928, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 944, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 15));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 960, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 976, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 992, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 1008, c0a3_1);
                    }
                    c0a0 += c0a0_1;
                    c0a1 += c0a1_1;
                    c0a2 += c0a2_1;
                    c0a3 += c0a3_1;
                    Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                    Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                    Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                    Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                    Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                    F.Store(cell, ref cPrevious);
                    Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                    Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                    Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                    F.Store(outputGate * cellValue * ofOutput, ref hNext);
                }
            }

            /// <summary>Dense(1, sigmoid), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [16] . [16 x 1]
                ref float x = ref Place.At(ref work, OneBuffers.Lstm_Hidden);
                ref float values = ref Place.At(ref work, OneBuffers.Dense_Values);
                MemoryMarshal.CreateSpan(ref values, 16).Clear();
                {
                    Vec sum0 = Vec.Zero;
                    sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                    values = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Dense_Bias);
                }
                Vec sum = F.Load(ref values);
                F.Store(Sigmoid(sum), ref values);
            }

            /// <summary>Embedding(9, 16), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                FoldedTable.Require(ref inputs.Tokens, 24, ref Place.At(ref weights, KerasWeights.Embedding_Embeddings), ref Place.At(ref packed, InferenceWeights.Lstm_GatesTable), 9, 16, 64);
            }

            /// <summary>LSTM(16), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Place.At(ref work, TileBuffers.Lstm_Hidden);
                for (ulong r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Place.Row(ref hFirst, r, 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }
                ref float cFirst = ref Place.At(ref work, TileBuffers.Lstm_Cell);
                for (ulong r = 0; r < 4; r++)
                {
                    ref float cFirstRow = ref Place.Row(ref cFirst, r, 16);
                    MemoryMarshal.CreateSpan(ref cFirstRow, 16).Clear();
                }

                for (int t = 0; t < 6; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TileBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Place.At(ref work, TileBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float cPrevious = ref Place.At(ref work, TileBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float sums = ref Place.At(ref work, TileBuffers.Lstm_RecurrentSums);
                    {
                        Sums(ref packed, ref hPrevious, ref sums);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float sums)
                        {
                            ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                            Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c0a2 = Vec.Zero, c0a3 = Vec.Zero, c1a0 = Vec.Zero, c1a1 = Vec.Zero, c1a2 = Vec.Zero, c1a3 = Vec.Zero;
                            Vec c2a0 = Vec.Zero, c2a1 = Vec.Zero, c2a2 = Vec.Zero, c2a3 = Vec.Zero, c3a0 = Vec.Zero, c3a1 = Vec.Zero, c3a2 = Vec.Zero, c3a3 = Vec.Zero;
                            ulong w = 0;
                            for (ulong k = 0; k < 16; k++, w += 64)
                            {
                                Vec b00 = F.Load(ref b, w);
                                Vec b01 = F.Load(ref b, w, 16);
                                Vec b02 = F.Load(ref b, w, 32);
                                Vec b03 = F.Load(ref b, w, 48);
                                Vec x0 = F.Create(Place.At(ref hPrevious, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                Vec x1 = F.Create(Place.At(ref hPrevious, k, 32));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                Vec x2 = F.Create(Place.At(ref hPrevious, k, 64));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                c2a3 = V.FusedMultiplyAdd(x2, b03, c2a3);
                                Vec x3 = F.Create(Place.At(ref hPrevious, k, 96));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                c3a3 = V.FusedMultiplyAdd(x3, b03, c3a3);
                            }
                            F.Store(c0a0, c0a1, c0a2, c0a3, ref sums, 0, 0, 16);
                            F.Store(c1a0, c1a1, c1a2, c1a3, ref sums, 0, 64, 16);
                            F.Store(c2a0, c2a1, c2a2, c2a3, ref sums, 0, 128, 16);
                            F.Store(c3a0, c3a1, c3a2, c3a3, ref sums, 0, 192, 16);
                        }
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float gatesNowRow = ref Place.Row(ref packed, Place.Token(ref inputs.Tokens, (long)r * 6 + at), 64, InferenceWeights.Lstm_GatesTable);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 16);
                        ref float sumsRow = ref Place.Row(ref sums, r, 64);
                        Vec sum0 = F.Load(ref sumsRow) + F.Load(ref gatesNowRow);
                        Vec sum1 = F.Load(ref sumsRow, 16) + F.Load(ref gatesNowRow, 16);
                        Vec sum2 = F.Load(ref sumsRow, 32) + F.Load(ref gatesNowRow, 32);
                        Vec inputGate = SigmoidFraction(sum0, out Vec inputGateBottom);
                        Vec forgetGate = SigmoidFraction(sum1, out Vec forgetGateBottom);
                        Vec candidate = TanhFraction(sum2, out Vec candidateBottom);
                        Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                        Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                        F.Store(cell, ref cPreviousRow);
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hNextRow = ref Place.Row(ref hNext, r, 32);
                        ref float gatesNowRow = ref Place.Row(ref packed, Place.Token(ref inputs.Tokens, (long)r * 6 + at), 64, InferenceWeights.Lstm_GatesTable);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 16);
                        ref float sumsRow = ref Place.Row(ref sums, r, 64);
                        Vec cell = F.Load(ref cPreviousRow);
                        Vec sum3 = F.Load(ref sumsRow, 48) + F.Load(ref gatesNowRow, 48);
                        Vec outputGate = SigmoidFraction(sum3, out Vec outputGateBottom);
                        Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                        Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                        F.Store(outputGate * cellValue * ofOutput, ref hNextRow);
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [16] . [16 x 1]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TileBuffers.Lstm_Hidden + row * 32);
                    ref float values = ref Place.At(ref work, TileBuffers.Dense_Values + row * 16);
                    MemoryMarshal.CreateSpan(ref values, 16).Clear();
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                        values = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Dense_Bias);
                    }
                    Vec sum = F.Load(ref values);
                    F.Store(Sigmoid(sum), ref values);
                }
            }

            /// <summary>Embedding(9, 16), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The next layer looks up E[token] . W + b: makes the rows that no token needed before.
                FoldedTable.Require(ref inputs.Tokens, 1, ref Place.At(ref weights, KerasWeights.Embedding_Embeddings), ref Place.At(ref packed, InferenceWeights.Lstm_GatesTable), 9, 16, 64);
            }

            /// <summary>LSTM(16), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {

                ref float hPrevious = ref Place.At(ref work, StreamBuffers.Lstm_Hidden);
                ref float hNext = ref Place.At(ref work, StreamBuffers.Lstm_Hidden + 16);
                ref float gatesNow = ref Place.Row(ref packed, inputs.Tokens, 64, InferenceWeights.Lstm_GatesTable);
                ref float cPrevious = ref Place.At(ref work, StreamBuffers.Lstm_Cell);
                // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                Vec c0a0 = F.Load(ref gatesNow);
                Vec c0a0_1 = Vec.Zero;
                Vec c0a1 = F.Load(ref gatesNow, 16);
                Vec c0a1_1 = Vec.Zero;
                Vec c0a2 = F.Load(ref gatesNow, 32);
                Vec c0a2_1 = Vec.Zero;
                Vec c0a3 = F.Load(ref gatesNow, 48);
                Vec c0a3_1 = Vec.Zero;
                ulong w = 0;
                {
                    Vec x0 = F.Create(hPrevious);
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 16, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 32, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 48, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 1));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 64, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 80, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 96, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 112, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 2));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 128, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 144, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 160, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 176, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 3));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 192, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 208, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 224, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 240, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 4));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 256, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 272, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 288, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 304, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 5));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 320, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 336, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 352, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 368, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 6));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 384, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 400, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 416, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 432, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 7));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 448, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 464, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 480, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 496, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 8));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 512, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 528, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 544, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 560, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 9));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 576, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 592, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 608, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 624, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 10));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 640, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 656, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 672, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 688, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 11));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 704, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 720, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 736, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 752, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 12));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 768, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 784, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 800, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 816, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 13));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 832, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 848, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 864, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 880, c0a3_1);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 14));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 896, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 912, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 928, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 944, c0a3);
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 15));
                    c0a0_1 = F.MultiplyAdd(x0, ref b, w, 960, c0a0_1);
                    c0a1_1 = F.MultiplyAdd(x0, ref b, w, 976, c0a1_1);
                    c0a2_1 = F.MultiplyAdd(x0, ref b, w, 992, c0a2_1);
                    c0a3_1 = F.MultiplyAdd(x0, ref b, w, 1008, c0a3_1);
                }
                c0a0 += c0a0_1;
                c0a1 += c0a1_1;
                c0a2 += c0a2_1;
                c0a3 += c0a3_1;
                Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                F.Store(cell, ref cPrevious);
                Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                Vec hidden = outputGate * cellValue * ofOutput;
                F.Store(hidden, ref hPrevious);
                F.Store(hidden, ref hNext);
            }

            /// <summary>Dense(1, sigmoid), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [16] . [16 x 1]
                ref float x = ref Place.At(ref work, StreamBuffers.Lstm_Hidden + 16);
                ref float values = ref Place.At(ref work, StreamBuffers.Dense_Values);
                MemoryMarshal.CreateSpan(ref values, 16).Clear();
                {
                    Vec sum0 = Vec.Zero;
                    sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                    values = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Dense_Bias);
                }
                Vec sum = F.Load(ref values);
                F.Store(Sigmoid(sum), ref values);
            }

            /// <summary>Embedding(9, 16), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // vectors[t] = embeddings[token[t]]: [16]
                for (int step = 0; step < 24; step++)
                {
                    int token = Place.Token(ref inputs.Tokens, step);
                    ref float vector = ref Place.At(ref work, TrainBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Place.Row(ref weights, token, 16, KerasWeights.Embedding_Embeddings);
                    F.Store(F.Load(ref embedding), ref vector);
                }
            }

            /// <summary>LSTM(16), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 6 steps, [16] . [16 x 64]
                    ref float x = ref Place.At(ref work, TrainBuffers.Embedding_Vectors + row * 96);
                    ref float projected = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 384);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Lstm_GatesBias);
                    Sums(ref packed, ref x, ref projected, ref bias);

                    [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                    static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                    {
                        ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_GatesKernel);
                        ref float a = ref x;
                        ref float projectedRow = ref projected;
                        for (int m = 0; m < 2; m++)
                        {
                            Vec c0a0 = F.Load(ref bias);
                            Vec c0a1 = F.Load(ref bias, 16);
                            Vec c0a2 = F.Load(ref bias, 32);
                            Vec c0a3 = F.Load(ref bias, 48);
                            Vec c1a0 = F.Load(ref bias);
                            Vec c1a1 = F.Load(ref bias, 16);
                            Vec c1a2 = F.Load(ref bias, 32);
                            Vec c1a3 = F.Load(ref bias, 48);
                            Vec c2a0 = F.Load(ref bias);
                            Vec c2a1 = F.Load(ref bias, 16);
                            Vec c2a2 = F.Load(ref bias, 32);
                            Vec c2a3 = F.Load(ref bias, 48);
                            ulong w = 0;
                            for (ulong k = 0; k < 16; k++, w += 64)
                            {
                                Vec b00 = F.Load(ref b, w);
                                Vec b01 = F.Load(ref b, w, 16);
                                Vec b02 = F.Load(ref b, w, 32);
                                Vec b03 = F.Load(ref b, w, 48);
                                Vec x0 = F.Create(Place.At(ref a, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                Vec x1 = F.Create(Place.At(ref a, k, 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                Vec x2 = F.Create(Place.At(ref a, k, 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                c2a3 = V.FusedMultiplyAdd(x2, b03, c2a3);
                            }
                            F.Store(c0a0, c0a1, c0a2, c0a3, ref projectedRow, 0, 0, 16);
                            F.Store(c1a0, c1a1, c1a2, c1a3, ref projectedRow, 0, 64, 16);
                            F.Store(c2a0, c2a1, c2a2, c2a3, ref projectedRow, 0, 128, 16);
                            a = ref Place.At(ref a, 48);
                            projectedRow = ref Place.At(ref projectedRow, 192);
                        }
                    }
                }

                for (int t = 0; t < 6; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Place.At(ref work, TrainBuffers.Lstm_Gates + at * 64);
                    ref float cPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Place.At(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Place.At(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float sums = ref Place.At(ref work, TrainBuffers.Lstm_RecurrentSums);
                    {
                        Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                        {
                            ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_Recurrent);
                            Vec c0a0 = F.Load(ref gatesNow);
                            Vec c0a1 = F.Load(ref gatesNow, 16);
                            Vec c0a2 = F.Load(ref gatesNow, 32);
                            Vec c0a3 = F.Load(ref gatesNow, 48);
                            Vec c1a0 = F.Load(ref gatesNow, 384);
                            Vec c1a1 = F.Load(ref gatesNow, 400);
                            Vec c1a2 = F.Load(ref gatesNow, 416);
                            Vec c1a3 = F.Load(ref gatesNow, 432);
                            Vec c2a0 = F.Load(ref gatesNow, 768);
                            Vec c2a1 = F.Load(ref gatesNow, 784);
                            Vec c2a2 = F.Load(ref gatesNow, 800);
                            Vec c2a3 = F.Load(ref gatesNow, 816);
                            Vec c3a0 = F.Load(ref gatesNow, 1152);
                            Vec c3a1 = F.Load(ref gatesNow, 1168);
                            Vec c3a2 = F.Load(ref gatesNow, 1184);
                            Vec c3a3 = F.Load(ref gatesNow, 1200);
                            ulong w = 0;
                            for (ulong k = 0; k < 16; k++, w += 64)
                            {
                                Vec b00 = F.Load(ref b, w);
                                Vec b01 = F.Load(ref b, w, 16);
                                Vec b02 = F.Load(ref b, w, 32);
                                Vec b03 = F.Load(ref b, w, 48);
                                Vec x0 = F.Create(Place.At(ref hPrevious, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                Vec x1 = F.Create(Place.At(ref hPrevious, k, 112));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                Vec x2 = F.Create(Place.At(ref hPrevious, k, 224));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                c2a3 = V.FusedMultiplyAdd(x2, b03, c2a3);
                                Vec x3 = F.Create(Place.At(ref hPrevious, k, 336));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                c3a3 = V.FusedMultiplyAdd(x3, b03, c3a3);
                            }
                            F.Store(c0a0, c0a1, c0a2, c0a3, ref sums, 0, 0, 16);
                            F.Store(c1a0, c1a1, c1a2, c1a3, ref sums, 0, 64, 16);
                            F.Store(c2a0, c2a1, c2a2, c2a3, ref sums, 0, 128, 16);
                            F.Store(c3a0, c3a1, c3a2, c3a3, ref sums, 0, 192, 16);
                        }
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 384);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 112);
                        ref float cNextRow = ref Place.Row(ref cNext, r, 112);
                        ref float sumsRow = ref Place.Row(ref sums, r, 64);
                        Vec inputGate = SigmoidFraction(F.Load(ref sumsRow), out Vec inputGateBottom);
                        Vec forgetGate = SigmoidFraction(F.Load(ref sumsRow, 16), out Vec forgetGateBottom);
                        Vec candidate = TanhFraction(F.Load(ref sumsRow, 32), out Vec candidateBottom);
                        Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                        Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                        F.Store(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                        F.Store(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 16);
                        F.Store(candidate * (F.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 32);
                        F.Store(cell, ref cNextRow);
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hNextRow = ref Place.Row(ref hNext, r, 112);
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 384);
                        ref float cNextRow = ref Place.Row(ref cNext, r, 112);
                        ref float keptCellValueRow = ref Place.Row(ref keptCellValue, r, 96);
                        ref float sumsRow = ref Place.Row(ref sums, r, 64);
                        Vec cell = F.Load(ref cNextRow);
                        Vec outputGate = SigmoidFraction(F.Load(ref sumsRow, 48), out Vec outputGateBottom);
                        Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                        Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                        F.Store(outputGate * cellValueBottom * ofOutput, ref gatesNowRow, 48);
                        F.Store(cellValue * (F.Create(2f) * outputGateBottom) * ofOutput, ref keptCellValueRow);
                        F.Store(outputGate * cellValue * ofOutput, ref hNextRow);
                    }
                }
            }

            /// <summary>LSTM(16), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Place.At(ref work, TrainBuffers.Lstm_HiddenGradient);
                    ref float fromOutput = ref Place.At(ref work, TrainBuffers.Lstm_OutputGradient);
                    for (ulong i = 0; i < 64; i += 16)
                    {
                        F.Store(F.Load(ref fromOutput, i), ref start, i);
                    }
                }
                {
                    ref float start = ref Place.At(ref work, TrainBuffers.Lstm_CellGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Place.At(ref work, TrainBuffers.Lstm_HiddenGradient);
                ref float cGradient = ref Place.At(ref work, TrainBuffers.Lstm_CellGradient);
                for (int t = 5; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float gatesNow = ref Place.At(ref work, TrainBuffers.Lstm_Gates + at * 64);
                    ref float cPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Place.At(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Place.At(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Place.Row(ref hGradient, r, 16);
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 384);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 112);
                        ref float cGradientRow = ref Place.Row(ref cGradient, r, 16);
                        ref float keptCellValueRow = ref Place.Row(ref keptCellValue, r, 96);
                        Vec dh = FlushTiny(F.Load(ref hGradientRow));
                        Vec inputGate = F.Load(ref gatesNowRow);
                        Vec forgetGate = F.Load(ref gatesNowRow, 16);
                        Vec candidate = F.Load(ref gatesNowRow, 32);
                        Vec outputGate = F.Load(ref gatesNowRow, 48);
                        Vec cellValue = F.Load(ref keptCellValueRow);
                        Vec dc = FlushTiny(F.Load(ref cGradientRow) + dh * outputGate * TanhGateSlope(cellValue));
                        F.Store(dc * candidate * SigmoidGateSlope(inputGate), ref gatesNowRow);
                        F.Store(dc * F.Load(ref cPreviousRow) * SigmoidGateSlope(forgetGate), ref gatesNowRow, 16);
                        F.Store(dc * inputGate * TanhGateSlope(candidate), ref gatesNowRow, 32);
                        F.Store(dh * cellValue * SigmoidGateSlope(outputGate), ref gatesNowRow, 48);
                        F.Store(dc * forgetGate, ref cGradientRow);
                    }
                    // dh[t-1] = gates' gradients . U^T
                    ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_RecurrentTransposed);
                    Vec c0a0 = Vec.Zero, c0a0_1 = Vec.Zero, c1a0 = Vec.Zero, c1a0_1 = Vec.Zero, c2a0 = Vec.Zero, c2a0_1 = Vec.Zero, c3a0 = Vec.Zero, c3a0_1 = Vec.Zero;
                    ulong w = 0;
                    for (ulong k = 0; k < 64; k += 2, w += 32)
                    {
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref gatesNow, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref gatesNow, k, 384, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref gatesNow, k, 768, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref gatesNow, k, 1152, b00, c3a0);
                        }
                        {
                            Vec b00 = F.Load(ref b, w, 16);
                            c0a0_1 = F.ScaleAdd(ref gatesNow, k, 1, b00, c0a0_1);
                            c1a0_1 = F.ScaleAdd(ref gatesNow, k, 385, b00, c1a0_1);
                            c2a0_1 = F.ScaleAdd(ref gatesNow, k, 769, b00, c2a0_1);
                            c3a0_1 = F.ScaleAdd(ref gatesNow, k, 1153, b00, c3a0_1);
                        }
                    }
                    c0a0 += c0a0_1;
                    c1a0 += c1a0_1;
                    c2a0 += c2a0_1;
                    c3a0 += c3a0_1;
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref hGradient, 0, 0, 16);
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    {
                        ref float states = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + row * 112);
                        ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 384);
                        ref float g = ref Place.At(ref gradient, PackedGradient.Lstm_Recurrent);
                        ulong w = 0;
                        for (ulong k = 0; k < 16; k += 4, w += 256)
                        {
                            ulong left = k, right = 0;
                            Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c0a2 = Vec.Zero, c0a3 = Vec.Zero, c1a0 = Vec.Zero, c1a1 = Vec.Zero, c1a2 = Vec.Zero, c1a3 = Vec.Zero;
                            Vec c2a0 = Vec.Zero, c2a1 = Vec.Zero, c2a2 = Vec.Zero, c2a3 = Vec.Zero, c3a0 = Vec.Zero, c3a1 = Vec.Zero, c3a2 = Vec.Zero, c3a3 = Vec.Zero;
                            for (int m = 0; m < 6; m++, left += 16, right += 64)
                            {
                                Vec d0 = F.Load(ref gates, right);
                                Vec d1 = F.Load(ref gates, right, 16);
                                Vec d2 = F.Load(ref gates, right, 32);
                                Vec d3 = F.Load(ref gates, right, 48);
                                Vec x0 = F.Create(Place.At(ref states, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, d3, c0a3);
                                Vec x1 = F.Create(Place.At(ref states, left, 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, d2, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, d3, c1a3);
                                Vec x2 = F.Create(Place.At(ref states, left, 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                c2a2 = V.FusedMultiplyAdd(x2, d2, c2a2);
                                c2a3 = V.FusedMultiplyAdd(x2, d3, c2a3);
                                Vec x3 = F.Create(Place.At(ref states, left, 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                c3a1 = V.FusedMultiplyAdd(x3, d1, c3a1);
                                c3a2 = V.FusedMultiplyAdd(x3, d2, c3a2);
                                c3a3 = V.FusedMultiplyAdd(x3, d3, c3a3);
                            }
                            F.Add(c0a0, c0a1, c0a2, c0a3, ref g, w, 0, 16);
                            F.Add(c1a0, c1a1, c1a2, c1a3, ref g, w, 64, 16);
                            F.Add(c2a0, c2a1, c2a2, c2a3, ref g, w, 128, 16);
                            F.Add(c3a0, c3a1, c3a2, c3a3, ref g, w, 192, 16);
                        }
                    }
                    {
                        ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 384);
                        ref float x = ref Place.At(ref work, TrainBuffers.Embedding_Vectors + row * 96);
                        {
                            ref float g = ref Place.At(ref gradient, PackedGradient.Lstm_GatesKernel);
                            ulong w = 0;
                            for (ulong k = 0; k < 16; k += 4, w += 256)
                            {
                                ulong left = k, right = 0;
                                Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c0a2 = Vec.Zero, c0a3 = Vec.Zero, c1a0 = Vec.Zero, c1a1 = Vec.Zero, c1a2 = Vec.Zero, c1a3 = Vec.Zero;
                                Vec c2a0 = Vec.Zero, c2a1 = Vec.Zero, c2a2 = Vec.Zero, c2a3 = Vec.Zero, c3a0 = Vec.Zero, c3a1 = Vec.Zero, c3a2 = Vec.Zero, c3a3 = Vec.Zero;
                                for (int m = 0; m < 6; m++, left += 16, right += 64)
                                {
                                    Vec d0 = F.Load(ref gates, right);
                                    Vec d1 = F.Load(ref gates, right, 16);
                                    Vec d2 = F.Load(ref gates, right, 32);
                                    Vec d3 = F.Load(ref gates, right, 48);
                                    Vec x0 = F.Create(Place.At(ref x, left));
                                    c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                                    c0a3 = V.FusedMultiplyAdd(x0, d3, c0a3);
                                    Vec x1 = F.Create(Place.At(ref x, left, 1));
                                    c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                    c1a2 = V.FusedMultiplyAdd(x1, d2, c1a2);
                                    c1a3 = V.FusedMultiplyAdd(x1, d3, c1a3);
                                    Vec x2 = F.Create(Place.At(ref x, left, 2));
                                    c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                    c2a2 = V.FusedMultiplyAdd(x2, d2, c2a2);
                                    c2a3 = V.FusedMultiplyAdd(x2, d3, c2a3);
                                    Vec x3 = F.Create(Place.At(ref x, left, 3));
                                    c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, d1, c3a1);
                                    c3a2 = V.FusedMultiplyAdd(x3, d2, c3a2);
                                    c3a3 = V.FusedMultiplyAdd(x3, d3, c3a3);
                                }
                                F.Add(c0a0, c0a1, c0a2, c0a3, ref g, w, 0, 16);
                                F.Add(c1a0, c1a1, c1a2, c1a3, ref g, w, 64, 16);
                                F.Add(c2a0, c2a1, c2a2, c2a3, ref g, w, 128, 16);
                                F.Add(c3a0, c3a1, c3a2, c3a3, ref g, w, 192, 16);
                            }
                        }
                        ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Lstm_GatesBias);
                        {
                            Vec sum0 = Vec.Zero, sum1 = Vec.Zero, sum2 = Vec.Zero, sum3 = Vec.Zero;
                            ulong right = 0;
                            for (int m = 0; m < 6; m++, right += 64)
                            {
                                sum0 += F.Load(ref gates, right);
                                sum1 += F.Load(ref gates, right, 16);
                                sum2 += F.Load(ref gates, right, 32);
                                sum3 += F.Load(ref gates, right, 48);
                            }
                            F.Add(sum0, sum1, sum2, sum3, ref biasGradient, 0, 0, 16);
                        }
                    }
                }

                // Gradient of the input.
                {
                    ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates);
                    ref float target = ref Place.At(ref lookups, tile.FirstRow * 96);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_GatesKernelTransposed);
                    ref float a = ref gates;
                    ref float targetRow = ref target;
                    for (int m = 0; m < 2; m++)
                    {
                        Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero, c4a0 = Vec.Zero, c5a0 = Vec.Zero, c6a0 = Vec.Zero, c7a0 = Vec.Zero;
                        Vec c8a0 = Vec.Zero, c9a0 = Vec.Zero, c10a0 = Vec.Zero, c11a0 = Vec.Zero;
                        ulong w = 0;
                        for (ulong k = 0; k < 64; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref a, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref a, k, 64, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref a, k, 128, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref a, k, 192, b00, c3a0);
                            c4a0 = F.ScaleAdd(ref a, k, 256, b00, c4a0);
                            c5a0 = F.ScaleAdd(ref a, k, 320, b00, c5a0);
                            c6a0 = F.ScaleAdd(ref a, k, 384, b00, c6a0);
                            c7a0 = F.ScaleAdd(ref a, k, 448, b00, c7a0);
                            c8a0 = F.ScaleAdd(ref a, k, 512, b00, c8a0);
                            c9a0 = F.ScaleAdd(ref a, k, 576, b00, c9a0);
                            c10a0 = F.ScaleAdd(ref a, k, 640, b00, c10a0);
                            c11a0 = F.ScaleAdd(ref a, k, 704, b00, c11a0);
                        }
                        F.Store(c0a0, c1a0, c2a0, c3a0, ref targetRow, 0, 0, 16);
                        F.Store(c4a0, c5a0, c6a0, c7a0, ref targetRow, 0, 64, 16);
                        F.Store(c8a0, c9a0, c10a0, c11a0, ref targetRow, 0, 128, 16);
                        a = ref Place.At(ref a, 768);
                        targetRow = ref Place.At(ref targetRow, 192);
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // y = sigmoid(x . kernel + bias): [16] . [16 x 1]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + 96 + row * 112);
                    ref float values = ref Place.At(ref work, TrainBuffers.Dense_Values + row * 16);
                    MemoryMarshal.CreateSpan(ref values, 16).Clear();
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                        values = Reduction.Sum(sum0) + Place.At(ref packed, TrainingWeights.Dense_Bias);
                    }
                    Vec sum = F.Load(ref values);
                    F.Store(Sigmoid(sum), ref values);
                }
            }

            /// <summary>Dense(1, sigmoid), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                ref float outputs = ref Place.At(ref work, TrainBuffers.Dense_Values);
                // dz = dy * a'(z)
                if (!tile.GradientIsOfLogits)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float dz = ref Place.Row(ref sumsGradient, row, 16);
                        ref float y = ref Place.Row(ref outputs, row, 16);
                        Vec value = F.Load(ref y);
                        Vec slope = F.Load(ref dz);
                        F.Store(slope * value * (F.Create(1f) - value), ref dz);
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + 96);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                    ref float g = ref Place.At(ref gradient, PackedGradient.Dense_Kernel);
                    ulong w = 0;
                    {
                        ulong left = 0, right = 0;
                        Vec c0a0 = Vec.Zero;
                        for (int m = 0; m < 4; m++, left += 16, right += 112)
                        {
                            Vec d0 = F.Load(ref x, right);
                            c0a0 = F.ScaleAdd(ref dz, left, 0, d0, c0a0);
                        }
                        F.Add(c0a0, ref g, w, 0);
                    }
                    w += 16;
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    ulong right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += F.Load(ref sumsGradient, right);
                    }
                    F.Add(sum0, ref biasGradient, 0, 0);
                }
                // dx = dz . kernel^T
                {
                    ref float dz = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                    ref float target = ref Place.At(ref work, TrainBuffers.Lstm_OutputGradient);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Dense_KernelTransposed);
                    Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero;
                    ulong w = 0;
                    {
                        ulong k = 0;
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref dz, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref dz, k, 16, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref dz, k, 32, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref dz, k, 48, b00, c3a0);
                        }
                        w += 16;
                    }
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref target, 0, 0, 16);
                }
            }
        }
    }
}
